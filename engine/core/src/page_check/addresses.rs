//! Where loads and stores of a function get their addresses from.

use super::access::Access;
use wasmparser::Operator;

/// An address that can be told again right before the access: `base + add`, wrapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address {
    pub base: Base,
    pub add: i32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Base {
    /// The address is the number `add`.
    Zero,
    /// A local, and which of its values in the function.
    Local { local: u32, value: u32 },
}

/// What happens in a function, as far as addresses are concerned, in the order of its operators.
#[derive(Clone, Copy, Debug)]
pub enum Event {
    /// The operator with this index. No address: the stack has it, and nothing else.
    Access { at: usize, access: Access, address: Option<Address> },
    /// A block, a loop or a branch of an `if` begins.
    Open { is_loop: bool },
    /// It ends. What was done in it may not have been done.
    Close,
}

/// Deeper nested code is taken as it comes: a walk over it would take longer than its compilation.
const MAX_DEPTH: usize = 64;

/// Follows the values on the stack as far as they are copies of locals, with constants added, and numbers.
///
/// A local has another value after each assignment, after each block in which it is assigned (the assignment may not have happened), and
/// from the start of each loop in which it is assigned.
pub fn follow(operators: &[Operator<'_>]) -> Vec<Event> {
    let Some(loops) = assigned_in_loops(operators) else { return accesses(operators).collect() };
    let mut walk = Walk { loops: loops.into_iter(), ..Walk::default() };
    for (at, operator) in operators.iter().enumerate() {
        walk.step(at, operator);
    }
    walk.events
}

fn accesses(operators: &[Operator<'_>]) -> impl Iterator<Item = Event> {
    let accesses = operators.iter().enumerate().filter_map(|(at, operator)| Some((at, Access::of(operator)?)));
    accesses.map(|(at, access)| Event::Access { at, access, address: None })
}

#[derive(Default)]
struct Walk {
    events: Vec<Event>,
    /// The upper part of the stack; None for a value that is not known. What lies below is not known either.
    stack: Vec<Option<Address>>,
    /// By local.
    values: Vec<u32>,
    /// How many values all locals together have had.
    count: u32,
    /// Per open block: the locals assigned in it.
    blocks: Vec<Vec<u32>>,
    loops: std::vec::IntoIter<Vec<u32>>,
}

impl Walk {
    fn step(&mut self, at: usize, operator: &Operator<'_>) {
        if let Some(access) = Access::of(operator) {
            let operands = if access.is_load() { 1 } else { 2 };
            let address = self.pop(operands).filter(|address| self.is_current(*address));
            self.events.push(Event::Access { at, access, address });
            if access.is_load() {
                self.stack.push(None);
            }
            return;
        }
        match *operator {
            Operator::I32Const { value } => self.stack.push(Some(Address { base: Base::Zero, add: value })),
            Operator::LocalGet { local_index } => self.push(local_index),
            Operator::LocalSet { local_index } => {
                self.pop(1);
                self.assign(local_index);
            }
            Operator::LocalTee { local_index } => {
                self.pop(1);
                self.assign(local_index);
                self.push(local_index);
            }
            Operator::I32Add => {
                let (second, first) = (self.pop(1), self.pop(1));
                self.stack.push(sum(first, second));
            }
            Operator::Block { .. } | Operator::If { .. } => self.open(false),
            Operator::Loop { .. } => {
                for local in self.loops.next().unwrap_or_default() {
                    self.assign(local);
                }
                self.open(true);
            }
            Operator::Else => {
                self.close();
                self.open(false);
            }
            Operator::End => self.close(),
            _ => match effect(operator) {
                Some((pops, pushes)) => {
                    self.pop(pops);
                    self.stack.extend(core::iter::repeat_n(None, pushes));
                }
                None => self.stack.clear(),
            },
        }
    }

    /// Takes so many operands; gives the lowest of them.
    fn pop(&mut self, operands: usize) -> Option<Address> {
        (0..operands).fold(None, |_, _| self.stack.pop().flatten())
    }

    fn push(&mut self, local: u32) {
        let value = self.value_of(local);
        self.stack.push(Some(Address { base: Base::Local { local, value }, add: 0 }));
    }

    fn value_of(&self, local: u32) -> u32 {
        self.values.get(local as usize).copied().unwrap_or_default()
    }

    fn is_current(&self, address: Address) -> bool {
        match address.base {
            Base::Zero => true,
            Base::Local { local, value } => self.value_of(local) == value,
        }
    }

    fn assign(&mut self, local: u32) {
        self.count += 1;
        if self.values.len() <= local as usize {
            self.values.resize(local as usize + 1, 0);
        }
        self.values[local as usize] = self.count;
        if let Some(block) = self.blocks.last_mut() {
            block.push(local);
        }
    }

    fn open(&mut self, is_loop: bool) {
        self.stack.clear();
        self.blocks.push(Vec::new());
        self.events.push(Event::Open { is_loop });
    }

    fn close(&mut self) {
        self.stack.clear();
        self.events.push(Event::Close);
        let mut assigned = self.blocks.pop().unwrap_or_default();
        assigned.sort_unstable();
        assigned.dedup();
        // The block around it has them assigned, too.
        for local in assigned {
            self.assign(local);
        }
    }
}

fn sum(first: Option<Address>, second: Option<Address>) -> Option<Address> {
    let (first, second) = (first?, second?);
    let base = match (first.base, second.base) {
        (base, Base::Zero) | (Base::Zero, base) => base,
        _ => return None,
    };
    Some(Address { base, add: first.add.wrapping_add(second.add) })
}

/// Which locals each loop assigns, in the order in which the loops begin; nothing when blocks are nested too deeply.
fn assigned_in_loops(operators: &[Operator<'_>]) -> Option<Vec<Vec<u32>>> {
    let mut loops = Vec::new();
    // Per open block: which loop it is, and the locals assigned in it.
    let mut blocks: Vec<(Option<usize>, Vec<u32>)> = Vec::new();
    for operator in operators {
        match *operator {
            Operator::LocalSet { local_index } | Operator::LocalTee { local_index } => {
                if let Some((_, assigned)) = blocks.last_mut() {
                    assigned.push(local_index);
                }
            }
            Operator::Block { .. } | Operator::If { .. } => blocks.push((None, Vec::new())),
            Operator::Loop { .. } => {
                blocks.push((Some(loops.len()), Vec::new()));
                loops.push(Vec::new());
            }
            Operator::End => {
                let (which, mut assigned) = blocks.pop().unwrap_or_default();
                assigned.sort_unstable();
                assigned.dedup();
                if let Some((_, outer)) = blocks.last_mut() {
                    outer.extend(&assigned);
                }
                if let Some(which) = which {
                    loops[which] = assigned;
                }
            }
            _ => {}
        }
        if blocks.len() > MAX_DEPTH {
            return None;
        }
    }
    Some(loops)
}

/// How many operands an operator takes and how many results it gives. None: whatever else it does, the stack is not followed across it.
fn effect(operator: &Operator<'_>) -> Option<(usize, usize)> {
    use Operator::*;
    Some(match operator {
        Nop => (0, 0),
        I64Const { .. } | GlobalGet { .. } | MemorySize { .. } => (0, 1),
        Drop | GlobalSet { .. } => (1, 0),
        Select => (3, 1),
        I32Eqz | I32Clz | I32Ctz | I32Popcnt | I64Eqz | I64Clz | I64Ctz | I64Popcnt | I32WrapI64 | I64ExtendI32S
        | I64ExtendI32U | I32Extend8S | I32Extend16S | I64Extend8S | I64Extend16S | I64Extend32S => (1, 1),
        I32Eq | I32Ne | I32LtS | I32LtU | I32GtS | I32GtU | I32LeS | I32LeU | I32GeS | I32GeU | I64Eq | I64Ne
        | I64LtS | I64LtU | I64GtS | I64GtU | I64LeS | I64LeU | I64GeS | I64GeU | I32Sub | I32Mul | I32DivS
        | I32DivU | I32RemS | I32RemU | I32And | I32Or | I32Xor | I32Shl | I32ShrS | I32ShrU | I32Rotl | I32Rotr
        | I64Add | I64Sub | I64Mul | I64DivS | I64DivU | I64RemS | I64RemU | I64And | I64Or | I64Xor | I64Shl
        | I64ShrS | I64ShrU | I64Rotl | I64Rotr => (2, 1),
        _ => return None,
    })
}
