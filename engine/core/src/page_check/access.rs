use wasmparser::Operator;

/// A load or a store.
#[derive(Clone, Copy, Debug)]
pub struct Access {
    pub kind: AccessKind,
    pub offset: u32,
    /// In bytes.
    pub size: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessKind {
    Load,
    Store32,
    Store64,
}

impl Access {
    pub fn of(operator: &Operator<'_>) -> Option<Self> {
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

    pub fn is_load(self) -> bool {
        self.kind == AccessKind::Load
    }

    /// The last argument of `page_fault`: size × 2, + 1 for a write.
    pub fn describe(self) -> i32 {
        (self.size * 2 + u32::from(!self.is_load())) as i32
    }
}
