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

mod access;
mod addresses;
mod calls;
mod plan;

use access::{Access, AccessKind};
use addresses::{Address, Base};
use calls::Calls;
use plan::{Check, First, Plan, Room, plan};
use wasm_encoder::{
    BlockType, BranchHint, BranchHints, CodeSection, EntityType, ExportKind, ExportSection, Function, ImportSection,
    Instruction, MemArg, MemoryType, Module, TypeSection, ValType,
    reencode::{self, Reencode},
};
use wasmparser::{CompositeInnerType, FunctionBody, Operator, Parser, Payload, TypeRef};

/// log2 of the size of a Gear page.
const PAGE_SHIFT: i32 = 14;
const PAGE_SIZE: u32 = 1 << PAGE_SHIFT;
/// A byte for each of the 2^18 Gear pages of 4 GiB: 4 Wasm pages.
const STATE_PAGES: u64 = 4;
/// Index of the state memory: the program's own is 0.
const STATE_MEMORY: u32 = 1;
/// States from here on forbid reads; every other than 0 forbids writes. See `lazy_pages::PageState`.
const FIRST_UNREADABLE: i32 = 2;

/// What is added to the address of a window's page. Locals begin as 0, which is then a page at 3 GiB: a program has no more than 2 GiB, and an
/// access there traps by itself.
const RAISED: u32 = 1 << 30;

/// A program that the host runs stops at this stack height and is run again in the interpreter. A unit of height
/// takes up to 36 bytes of V8's stack (72 bytes a frame of two units, measured); of the 500 KiB that a worker has,
/// this leaves more than 100 KiB for the engine. The network's own limit is 36,743.
const MAX_NATIVE_HEIGHT: i32 = 10_000;

/// WebAssembly engines take no function with more, and some are added.
const MAX_LOCALS: u32 = 50_000;

/// Names of the exports that are added. A program that has them already is no valid module then, and runs in the interpreter.
const GLOBAL_PREFIX: &str = "global of the program ";

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
    let output = output.finish();
    match target {
        Target::Host => with_hints(output, &checker.hints),
        Target::Interpreter => Ok(output),
    }
}

/// Puts the hints where they belong, right before the code.
fn with_hints(module: Vec<u8>, hints: &BranchHints) -> Result<Vec<u8>, Error> {
    for payload in Parser::new(0).parse_all(&module) {
        if let Payload::CodeSectionStart { range, size, .. } = payload? {
            // Before its contents, the section has its id and its size.
            let at = range.start - 1 - leb128_length(size);
            let mut section = Module::new();
            section.section(hints);
            return Ok([&module[..at], &section.as_slice()[8..], &module[at..]].concat());
        }
    }
    Ok(module)
}

fn leb128_length(value: u32) -> usize {
    (32 - (value | 1).leading_zeros()).div_ceil(7) as usize
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
    /// Globals that the program can change.
    variables: Vec<u32>,
    /// Per type: number of parameters, 0 for types that are not of functions.
    parameters: Vec<u32>,
    /// Types of the module's own functions, in order, and how many of them are done.
    functions: Vec<u32>,
    done: usize,
    calls: Calls,
    /// That checks seldom fail.
    hints: BranchHints,
    unlikely: Vec<BranchHint>,
}

impl PageChecker {
    fn scan(module: &[u8], target: Target) -> Result<Self, Error> {
        let mut this = Self {
            target,
            imported_functions: 0,
            fault_type: 0,
            height_global: u32::MAX,
            variables: Vec::new(),
            parameters: Vec::new(),
            functions: Vec::new(),
            done: 0,
            calls: Calls::default(),
            hints: BranchHints::new(),
            unlikely: Vec::new(),
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
                Payload::GlobalSection(section) => {
                    this.height_global = section.count().wrapping_sub(2);
                    for (index, global) in section.into_iter().enumerate() {
                        if global?.ty.mutable {
                            this.variables.push(index as u32);
                        }
                    }
                }
                Payload::CodeSectionEntry(body) if target == Target::Host => {
                    this.calls.add(body, this.imported_functions)?;
                }
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

    /// The host sets the globals back when the program runs again, see src/engine/program-instance.ts.
    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: wasmparser::ExportSectionReader<'_>,
    ) -> Result<(), Error> {
        reencode::utils::parse_export_section(self, exports, section)?;
        if self.target == Target::Host {
            for &variable in &self.variables {
                exports.export(&format!("{GLOBAL_PREFIX}{variable}"), ExportKind::Global, variable);
            }
        }
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
        let operators = body.get_operators_reader()?.into_iter().collect::<Result<Vec<_>, _>>()?;
        let room = match self.target {
            Target::Host if self.calls.may_recurse(self.done - 1) => Room::beside(count),
            Target::Host => Room::MOST,
            Target::Interpreter => Room { windows: 0, ..Room::MOST },
        };
        let Plan { checks, flags, windows } = plan(&operators, room);
        let added = AddedLocals { first: count, flags, windows };
        if count + AddedLocals::SCRATCH + flags + windows > MAX_LOCALS {
            // Locals count as stack height: the call of this function is beyond the network's limit, so it never runs.
            return reencode::utils::parse_function_body(self, code, body);
        }
        locals.extend(added.declarations());

        let mut function = Function::new(locals);
        let mut checks = checks.into_iter().peekable();
        for (at, operator) in operators.iter().enumerate() {
            if let Some((_, access, check)) = checks.next_if(|(next, ..)| *next == at) {
                self.check(&mut function, access, check, &added);
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
        let index = self.imported_functions + self.added_functions() + self.done as u32 - 1;
        self.hints.function_hints(index, self.unlikely.drain(..));
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
    fn check(&mut self, function: &mut Function, access: Access, check: Check, locals: &AddedLocals) {
        match check {
            Check::Known { address, window } => {
                self.look_up(function, access, At::Known(address), window.map(|window| locals.window(window)));
            }
            Check::Member { address, flag, first } => {
                let flag = locals.flag(flag);
                if let Some(first) = first {
                    self.set_flag(function, flag, first, first.window.map(|window| locals.window(window)));
                }
                emit(function, &[Instruction::LocalGet(flag)]);
                forbids(function, !access.is_load());
                self.if_unlikely(function);
                self.look_up(function, access, At::Known(address), None);
                emit(function, &[Instruction::End]);
            }
            Check::Stack { window } => {
                let value = match access.kind {
                    AccessKind::Load => None,
                    AccessKind::Store32 => Some(locals.value32()),
                    AccessKind::Store64 => Some(locals.value64()),
                };
                emit(function, value.map(Instruction::LocalSet).as_slice());
                emit(function, &[Instruction::LocalTee(locals.address())]);
                let at = At::Scratch(locals.address());
                self.look_up(function, access, at, window.map(|window| locals.window(window)));
                emit(function, value.map(Instruction::LocalGet).as_slice());
            }
        }
    }

    /// What the pages of a group forbid.
    fn set_flag(&mut self, function: &mut Function, flag: u32, first: First, window: Option<u32>) {
        let First { span, writes, .. } = first;
        let [start, last] = [span.first, span.last].map(|add| At::Known(Address { base: span.base, add }));
        let look_up = |function: &mut Function| {
            page_state(function, start, 0);
            page_state(function, last, 0);
            emit(function, &[Instruction::I32Or]);
        };
        let Some(window) = window else {
            look_up(function);
            return emit(function, &[Instruction::LocalSet(flag)]);
        };
        outside(function, start, 0, (span.last - span.first) as u32 + 1, window);
        self.if_unlikely(function);
        look_up(function);
        emit(function, &[Instruction::LocalTee(flag)]);
        forbids(function, writes);
        emit(function, &[Instruction::I32Eqz, Instruction::If(BlockType::Empty)]);
        set_window(function, start, 0, window);
        emit(function, &[Instruction::End, Instruction::Else]);
        emit(function, &[Instruction::I32Const(0), Instruction::LocalSet(flag), Instruction::End]);
    }

    /// The pages of the first and the last byte, and the call if they forbid the access.
    fn look_up(&mut self, function: &mut Function, access: Access, at: At, window: Option<u32>) {
        if let Some(window) = window {
            outside(function, at, access.offset, access.size, window);
            self.if_unlikely(function);
        }
        page_state(function, at, access.offset);
        if access.size > 1 {
            page_state(function, at, access.offset.wrapping_add(access.size - 1));
            emit(function, &[Instruction::I32Or]);
        }
        forbids(function, !access.is_load());
        self.if_unlikely(function);
        at.emit(function, 0);
        emit(
            function,
            &[
                Instruction::I32Const(access.offset as i32),
                Instruction::I32Const(access.describe()),
                Instruction::Call(self.fault_function()),
            ],
        );
        if let Some(window) = window {
            emit(function, &[Instruction::Else]);
            set_window(function, at, access.offset, window);
            emit(function, &[Instruction::End]);
        }
        emit(function, &[Instruction::End]);
    }
}

impl PageChecker {
    fn if_unlikely(&mut self, function: &mut Function) {
        let branch_func_offset = function.byte_len() as u32;
        self.unlikely.push(BranchHint { branch_func_offset, branch_hint_value: 0 });
        emit(function, &[Instruction::If(BlockType::Empty)]);
    }
}

/// Where a check has the address from.
#[derive(Clone, Copy)]
enum At {
    Known(Address),
    /// A local that was added for it.
    Scratch(u32),
}

impl At {
    /// Puts the address on the stack, with an offset, wrapping.
    fn emit(self, function: &mut Function, offset: u32) {
        let (local, add) = match self {
            At::Scratch(local) => (local, 0),
            At::Known(Address { base: Base::Local { local, .. }, add }) => (local, add),
            At::Known(Address { base: Base::Zero, add }) => {
                return emit(function, &[Instruction::I32Const(add.wrapping_add(offset as i32))]);
            }
        };
        emit(function, &[Instruction::LocalGet(local)]);
        match add.wrapping_add(offset as i32) {
            0 => {}
            distance => emit(function, &[Instruction::I32Const(distance), Instruction::I32Add]),
        }
    }
}

/// Puts the state of a byte's page on the stack.
fn page_state(function: &mut Function, at: At, offset: u32) {
    at.emit(function, offset);
    let state = MemArg { offset: 0, align: 0, memory_index: STATE_MEMORY };
    emit(function, &[Instruction::I32Const(PAGE_SHIFT), Instruction::I32ShrU, Instruction::I32Load8U(state)]);
}

/// Makes of states, combined by `or`, whether they forbid reads, or writes.
fn forbids(function: &mut Function, writes: bool) {
    if !writes {
        emit(function, &[Instruction::I32Const(FIRST_UNREADABLE), Instruction::I32GeU]);
    }
}

/// Puts on the stack whether bytes lie outside of a window: it has the address of its page, raised by [`RAISED`].
fn outside(function: &mut Function, at: At, offset: u32, bytes: u32, window: u32) {
    at.emit(function, offset.wrapping_add(RAISED));
    let furthest = (PAGE_SIZE - bytes) as i32;
    emit(
        function,
        &[Instruction::LocalGet(window), Instruction::I32Sub, Instruction::I32Const(furthest), Instruction::I32GtU],
    );
}

/// Makes the page of a byte the window.
fn set_window(function: &mut Function, at: At, offset: u32, window: u32) {
    at.emit(function, offset);
    emit(
        function,
        &[
            Instruction::I32Const(-(PAGE_SIZE as i32)),
            Instruction::I32And,
            Instruction::I32Const(RAISED as i32),
            Instruction::I32Add,
            Instruction::LocalSet(window),
        ],
    );
}

fn emit(function: &mut Function, instructions: &[Instruction]) {
    for instruction in instructions {
        function.instruction(instruction);
    }
}

/// Locals added to a function, after its own: two i32 and an i64 to lay operands aside, then the flags and the windows.
struct AddedLocals {
    first: u32,
    flags: u32,
    windows: u32,
}

impl AddedLocals {
    const SCRATCH: u32 = 3;

    fn declarations(&self) -> [(u32, ValType); 3] {
        [(2, ValType::I32), (1, ValType::I64), (self.flags + self.windows, ValType::I32)]
    }

    fn address(&self) -> u32 {
        self.first
    }

    fn value32(&self) -> u32 {
        self.first + 1
    }

    fn value64(&self) -> u32 {
        self.first + 2
    }

    fn flag(&self, index: u32) -> u32 {
        self.first + Self::SCRATCH + index
    }

    fn window(&self, index: u32) -> u32 {
        self.first + Self::SCRATCH + self.flags + index
    }
}
