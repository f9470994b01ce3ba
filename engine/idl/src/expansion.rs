//! An interface id is a hash over a service's types written out in full, which a few lines of text can make endless
//! (a type that contains itself) or huge (each type holding the next one twice). Sails never writes the former.

use crate::Problem;
use pest::{
    Parser,
    iterators::{Pair, Pairs},
};
use sails_idl_parser_v2::{IdlParser, Rule};
use std::collections::HashMap;

/// Types in one function's or event's expansion. Real ones have some tens.
const MAX_SIZE: u64 = 100_000;
const MAX_DEPTH: usize = 64;

/// Checks every service; a text outside the grammar passes, being the parser's to report.
pub fn check(text: &str) -> Result<(), Problem> {
    let Ok(mut top) = IdlParser::parse(Rule::Top, text) else {
        return Ok(());
    };
    let items = top.next().into_iter().flat_map(Pair::into_inner);
    for service in items.filter(|item| item.as_rule() == Rule::ServiceDecl) {
        let mut scope = Scope::default();
        for block in service.clone().into_inner() {
            if block.as_rule() == Rule::TypesBlock {
                for declaration in block.into_inner() {
                    scope.declare(declaration);
                }
            }
        }
        for block in service.into_inner() {
            if matches!(block.as_rule(), Rule::FunctionsBlock | Rule::EventsBlock) {
                scope.total(block.into_inner(), 0)?;
            }
        }
    }
    Ok(())
}

#[derive(Default)]
struct Scope<'i> {
    declared: HashMap<&'i str, Pair<'i, Rule>>,
    sizes: HashMap<&'i str, Size>,
}

enum Size {
    /// Being computed: meeting it again means that the type contains itself.
    Open,
    Known(u64),
}

impl<'i> Scope<'i> {
    fn declare(&mut self, declaration: Pair<'i, Rule>) {
        if let Some(name) = name_of(&declaration) {
            self.declared.insert(name, declaration);
        }
    }

    /// The size of everything among `pairs`. An argument counts as often as its generic type has parts: an upper
    /// bound of its uses there.
    fn total(&mut self, pairs: Pairs<'i, Rule>, depth: usize) -> Result<u64, Problem> {
        let mut sum = 1_u64;
        for pair in pairs {
            let size = match pair.as_rule() {
                Rule::Named => {
                    let own = match name_of(&pair) {
                        Some(name) => self.size_of(name, &pair, depth)?,
                        None => 1,
                    };
                    own.saturating_mul(self.total(pair.clone().into_inner(), depth)?)
                }
                _ => self.total(pair.clone().into_inner(), depth)?,
            };
            sum = sum.saturating_add(size);
            if sum > MAX_SIZE {
                return Err(at(&pair, format!("written out, this has more than {MAX_SIZE} types")));
            }
        }
        Ok(sum)
    }

    fn size_of(&mut self, name: &'i str, user: &Pair<'i, Rule>, depth: usize) -> Result<u64, Problem> {
        match self.sizes.get(name) {
            Some(Size::Known(size)) => return Ok(*size),
            Some(Size::Open) => {
                let message = format!("the type {name} contains itself, which no Sails service can");
                return Err(at(user, message));
            }
            None => {}
        }
        let Some(declaration) = self.declared.get(name).cloned() else {
            return Ok(1);
        };
        if depth >= MAX_DEPTH {
            let message = format!("types are nested more than {MAX_DEPTH} deep");
            return Err(at(user, message));
        }
        self.sizes.insert(name, Size::Open);
        let size = self.total(declaration.into_inner(), depth + 1)?;
        self.sizes.insert(name, Size::Known(size));
        Ok(size)
    }
}

fn name_of<'i>(pair: &Pair<'i, Rule>) -> Option<&'i str> {
    let mut inner = pair.clone().into_inner();
    inner.find(|part| part.as_rule() == Rule::Ident).map(|part| part.as_str())
}

fn at(pair: &Pair<'_, Rule>, message: String) -> Problem {
    let (line, column) = pair.line_col();
    Problem::new(message).at(line, column)
}
