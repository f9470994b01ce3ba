//! Which functions of a module can be on the stack more than once.

use wasmparser::{BinaryReaderError, FunctionBody, Operator};

/// What each of the module's own functions calls.
#[derive(Default)]
pub struct Calls {
    functions: Vec<Callees>,
}

#[derive(Default)]
struct Callees {
    /// The module's own, from 0.
    own: Vec<usize>,
    any: bool,
}

impl Calls {
    /// The functions must come in their order. `imported`: how many functions have indices before them.
    pub fn add(&mut self, body: FunctionBody<'_>, imported: u32) -> Result<(), BinaryReaderError> {
        let mut callees = Callees::default();
        for operator in body.get_operators_reader()? {
            match operator? {
                Operator::Call { function_index } => {
                    callees.own.extend(function_index.checked_sub(imported).map(|index| index as usize));
                }
                Operator::CallIndirect { .. } => callees.any = true,
                _ => {}
            }
        }
        self.functions.push(callees);
        Ok(())
    }

    /// False only for a function which is the last on the stack but one that calls no other: all that it calls are such, as is the function that
    /// Gear's instrumentation calls everywhere to charge for gas.
    pub fn may_recurse(&self, function: usize) -> bool {
        let Callees { own, any } = &self.functions[function];
        *any || own
            .iter()
            .any(|&callee| self.functions.get(callee).is_none_or(|callee| callee.any || !callee.own.is_empty()))
    }
}
