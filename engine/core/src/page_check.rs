//! Adds the check for lazy pages to an instrumented program.
//!
//! The node learns of the first touch of a page from a memory fault; WebAssembly has none that a host could
//! resume from. So before each load and store the program looks up the state of the touched pages in a second
//! memory, one byte a page of 16 KiB, and calls the host when the state forbids the access:
//!
//! ```text
//! state[(address + offset) >> 14] | state[(address + offset + size - 1) >> 14]   forbids?  → page_fault(…)
//! ```
//!
//! The sums may wrap around. Then the real access is out of bounds and traps, and `page_fault`, which adds
//! without wrapping, sees that and charges nothing. The module after the check charges what the node charges,
//! see `lazy_pages.rs`; it is derived from the instrumented code and never stored, hashed or shown.

use wasm_encoder::{
    BlockType, CodeSection, EntityType, Function, ImportSection, Instruction, MemArg, MemoryType, Module, TypeSection,
    ValType,
    reencode::{self, Reencode},
};
use wasmparser::{CompositeInnerType, FunctionBody, Operator, Parser, Payload, TypeRef};

/// log2 of the size of a Gear page.
const PAGE_SHIFT: i32 = 14;
/// A byte for each of the 2^18 Gear pages of 4 GiB: 4 Wasm pages.
const STATE_PAGES: u64 = 4;
/// Index of the state memory: the program's own is 0.
const STATE_MEMORY: u32 = 1;
/// States from here on forbid reads; every other than 0 forbids writes. See `lazy_pages::PageState`.
const FIRST_UNREADABLE: i32 = 2;

/// A program that the host runs stops at this stack height and is run again in the interpreter. A unit of height
/// takes up to 36 bytes of V8's stack (72 bytes a frame of two units, measured); of the 500 KiB that a worker has,
/// this leaves more than 100 KiB for the engine. The network's own limit is 36,743.
const MAX_NATIVE_HEIGHT: i32 = 10_000;

/// WebAssembly engines take no function with more, and three are added.
const MAX_LOCALS: u32 = 50_000;

pub type Error = reencode::Error<core::convert::Infallible>;

/// Where a program will run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// On the native stack, which ends before the network's limit: `too_deep` is called in time.
    Host,
    Interpreter,
}

/// Adds the check; `module` is valid and instrumented and imports its memory.
pub fn add_page_check(module: &[u8], target: Target) -> Result<Vec<u8>, Error> {
    let mut checker = PageChecker::scan(module, target)?;
    let mut output = Module::new();
    checker.parse_core_module(&mut output, Parser::new(0), module)?;
    Ok(output.finish())
}

/// The memory that `module` asks for, in Wasm pages: what exists before anything is allocated.
pub fn static_pages(module: &[u8]) -> Result<u32, Error> {
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::ImportSection(section) = payload? {
            for import in section {
                if let TypeRef::Memory(memory) = import?.ty {
                    return Ok(memory.initial as u32);
                }
            }
        }
    }
    Ok(0)
}

struct PageChecker {
    target: Target,
    imported_functions: u32,
    /// Index of the type of `page_fault`, added after the module's own; the next is that of `too_deep`.
    fault_type: u32,
    /// The stack height that Gear's instrumentation counts: the global it adds before its gas counter, which is the last.
    height_global: u32,
    /// Per type: number of parameters, 0 for types that are not of functions.
    parameters: Vec<u32>,
    /// Types of the module's own functions, in order, and how many of them are done.
    functions: Vec<u32>,
    done: usize,
}

impl PageChecker {
    fn scan(module: &[u8], target: Target) -> Result<Self, Error> {
        let mut this = Self {
            target,
            imported_functions: 0,
            fault_type: 0,
            height_global: u32::MAX,
            parameters: Vec::new(),
            functions: Vec::new(),
            done: 0,
        };
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::TypeSection(section) => {
                    for ty in section.into_iter().flat_map(|group| group.map(|group| group.into_types())).flatten() {
                        this.parameters.push(match ty.composite_type.inner {
                            CompositeInnerType::Func(ty) => ty.params().len() as u32,
                            _ => 0,
                        });
                    }
                    this.fault_type = this.parameters.len() as u32;
                }
                Payload::ImportSection(section) => {
                    for import in section {
                        if matches!(import?.ty, TypeRef::Func(_)) {
                            this.imported_functions += 1;
                        }
                    }
                }
                Payload::FunctionSection(section) => {
                    for ty in section {
                        this.functions.push(ty?);
                    }
                }
                Payload::GlobalSection(section) => this.height_global = section.count().wrapping_sub(2),
                _ => {}
            }
        }
        Ok(this)
    }

    /// `page_fault` comes after the module's own imports.
    fn fault_function(&self) -> u32 {
        self.imported_functions
    }

    fn too_deep_function(&self) -> u32 {
        self.imported_functions + 1
    }

    /// How many functions come before the module's own: its imports, and the two added.
    fn added_functions(&self) -> u32 {
        match self.target {
            Target::Host => 2,
            Target::Interpreter => 1,
        }
    }
}

impl Reencode for PageChecker {
    type Error = core::convert::Infallible;

    fn function_index(&mut self, function: u32) -> u32 {
        if function < self.imported_functions { function } else { function + self.added_functions() }
    }

    fn parse_type_section(
        &mut self,
        types: &mut TypeSection,
        section: wasmparser::TypeSectionReader<'_>,
    ) -> Result<(), Error> {
        reencode::utils::parse_type_section(self, types, section)?;
        types.ty().function([ValType::I32, ValType::I32, ValType::I32], []);
        types.ty().function([], []);
        Ok(())
    }

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: wasmparser::ImportSectionReader<'_>,
    ) -> Result<(), Error> {
        reencode::utils::parse_import_section(self, imports, section)?;
        imports.import("pages", "page_fault", EntityType::Function(self.fault_type));
        if self.target == Target::Host {
            imports.import("pages", "too_deep", EntityType::Function(self.fault_type + 1));
        }
        imports.import(
            "pages",
            "state",
            MemoryType {
                minimum: STATE_PAGES,
                maximum: Some(STATE_PAGES),
                memory64: false,
                shared: false,
                page_size_log2: None,
            },
        );
        Ok(())
    }

    /// Names and the like are of no use to the engine.
    fn parse_custom_section(&mut self, _: &mut Module, _: wasmparser::CustomSectionReader<'_>) -> Result<(), Error> {
        Ok(())
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Result<(), Error> {
        let parameters = self.parameters[self.functions[self.done] as usize];
        self.done += 1;

        let mut locals = Vec::new();
        let mut count = parameters;
        for declaration in body.get_locals_reader()? {
            let (number, ty) = declaration?;
            count += number;
            locals.push((number, self.val_type(ty)?));
        }
        if count + 3 > MAX_LOCALS {
            // Locals count as stack height: the call of this function is beyond the network's limit, so it never runs.
            return reencode::utils::parse_function_body(self, code, body);
        }
        let scratch = Scratch { address: count, value32: count + 1, value64: count + 2 };
        locals.extend([(2, ValType::I32), (1, ValType::I64)]);

        let mut function = Function::new(locals);
        let operators = body.get_operators_reader()?.into_iter().collect::<Result<Vec<_>, _>>()?;
        for (at, operator) in operators.iter().enumerate() {
            if let Some(access) = Access::of(operator) {
                self.check(&mut function, access, scratch);
            }
            match self.limit_check_around(&operators, at) {
                Some(LimitCheck::Limit) => function.instruction(&Instruction::I32Const(MAX_NATIVE_HEIGHT)),
                _ => function.instruction(&self.instruction(operator.clone())?),
            };
            if let Some(LimitCheck::Exceeded) = self.limit_check_around(&operators, at) {
                function.instruction(&Instruction::Call(self.too_deep_function()));
            }
        }
        code.function(&function);
        Ok(())
    }
}

/// A place in the check of the stack height that Gear's instrumentation puts before each call:
/// `global.get height, i32.const limit, i32.gt_u, if …`.
enum LimitCheck {
    Limit,
    /// Entering the `if`.
    Exceeded,
}

impl PageChecker {
    /// No other code can use the global of the height, so nothing else looks like this.
    fn limit_check_around(&self, operators: &[Operator<'_>], at: usize) -> Option<LimitCheck> {
        if self.target == Target::Interpreter {
            return None;
        }
        let starts_at = |start: Option<usize>| {
            matches!(
                start.and_then(|start| operators.get(start..start + 4)),
                Some([Operator::GlobalGet { global_index }, Operator::I32Const { .. }, Operator::I32GtU, Operator::If { .. }])
                    if *global_index == self.height_global
            )
        };
        if starts_at(at.checked_sub(1)) {
            Some(LimitCheck::Limit)
        } else if starts_at(at.checked_sub(3)) {
            Some(LimitCheck::Exceeded)
        } else {
            None
        }
    }

    /// Before: the access's operands on the stack. After: the same, with the pages fit for the access.
    fn check(&self, function: &mut Function, access: Access, scratch: Scratch) {
        let value = match access.kind {
            AccessKind::Load => None,
            AccessKind::Store32 => Some(scratch.value32),
            AccessKind::Store64 => Some(scratch.value64),
        };
        let mut emit = |instruction: Instruction| {
            function.instruction(&instruction);
        };
        if let Some(value) = value {
            emit(Instruction::LocalSet(value));
        }
        emit(Instruction::LocalTee(scratch.address));

        let state = MemArg { offset: 0, align: 0, memory_index: STATE_MEMORY };
        for (byte, combine) in [(0, false), (access.size - 1, true)] {
            if combine && access.size == 1 {
                break;
            }
            let offset = access.offset.wrapping_add(byte);
            emit(Instruction::LocalGet(scratch.address));
            if offset != 0 {
                emit(Instruction::I32Const(offset as i32));
                emit(Instruction::I32Add);
            }
            emit(Instruction::I32Const(PAGE_SHIFT));
            emit(Instruction::I32ShrU);
            emit(Instruction::I32Load8U(state));
            if combine {
                emit(Instruction::I32Or);
            }
        }
        if value.is_none() {
            emit(Instruction::I32Const(FIRST_UNREADABLE));
            emit(Instruction::I32GeU);
        }
        emit(Instruction::If(BlockType::Empty));
        emit(Instruction::LocalGet(scratch.address));
        emit(Instruction::I32Const(access.offset as i32));
        emit(Instruction::I32Const(access.describe()));
        emit(Instruction::Call(self.fault_function()));
        emit(Instruction::End);

        if let Some(value) = value {
            emit(Instruction::LocalGet(value));
        }
    }
}

/// Locals added to each function.
#[derive(Clone, Copy)]
struct Scratch {
    address: u32,
    value32: u32,
    value64: u32,
}

#[derive(Clone, Copy)]
enum AccessKind {
    Load,
    Store32,
    Store64,
}

#[derive(Clone, Copy)]
struct Access {
    kind: AccessKind,
    offset: u32,
    /// In bytes.
    size: u32,
}

impl Access {
    fn of(operator: &Operator<'_>) -> Option<Self> {
        use AccessKind::*;
        let (kind, size, memarg) = match operator {
            Operator::I32Load8S { memarg } | Operator::I32Load8U { memarg } => (Load, 1, memarg),
            Operator::I64Load8S { memarg } | Operator::I64Load8U { memarg } => (Load, 1, memarg),
            Operator::I32Load16S { memarg } | Operator::I32Load16U { memarg } => (Load, 2, memarg),
            Operator::I64Load16S { memarg } | Operator::I64Load16U { memarg } => (Load, 2, memarg),
            Operator::I64Load32S { memarg } | Operator::I64Load32U { memarg } => (Load, 4, memarg),
            Operator::I32Load { memarg } => (Load, 4, memarg),
            Operator::I64Load { memarg } => (Load, 8, memarg),
            Operator::I32Store8 { memarg } => (Store32, 1, memarg),
            Operator::I32Store16 { memarg } => (Store32, 2, memarg),
            Operator::I32Store { memarg } => (Store32, 4, memarg),
            Operator::I64Store8 { memarg } => (Store64, 1, memarg),
            Operator::I64Store16 { memarg } => (Store64, 2, memarg),
            Operator::I64Store32 { memarg } => (Store64, 4, memarg),
            Operator::I64Store { memarg } => (Store64, 8, memarg),
            // Floats, vectors, atomics and bulk memory do not pass Gear's validation.
            _ => return None,
        };
        Some(Self { kind, offset: memarg.offset as u32, size })
    }

    /// The last argument of `page_fault`: size × 2, + 1 for a write.
    fn describe(self) -> i32 {
        (self.size * 2 + u32::from(!matches!(self.kind, AccessKind::Load))) as i32
    }
}
