//! Sails IDL v2 text → JSON, for the playground.
//!
//! Consumer: `src/program/parse-idl.ts`, through the C interface in [`abi`]. The text may come from anywhere (an
//! uploaded file, a section of somebody's Wasm), so [`parse`] bounds its size, its nesting and the parser's work
//! before it trusts the grammar.
//!
//! The answer is `{"ok": <document>}`, the document being `sails_idl_ast::IdlDoc` as serde writes it, or
//! `{"error": {"message", "line"?, "column"?}}` with line and column counted from 1.

mod abi;
mod expansion;
mod nesting;

use core::num::NonZeroUsize;
use pest::{Parser, error::LineColLocation};
use sails_idl_ast::IdlDoc;
use sails_idl_parser_v2::{IdlParser, Rule, error::Error as ParseError, parse_idl};
use serde::Serialize;

/// Bytes of text. Real programs have a few KiB.
pub const MAX_LENGTH: usize = 1024 * 1024;

/// Steps of the grammar. Nested arrays make the parser try each level twice, so few bytes can ask for much work; the
/// largest real documents need some hundred thousand steps.
const MAX_STEPS: NonZeroUsize = NonZeroUsize::new(5_000_000).unwrap();

#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    Ok(Box<IdlDoc>),
    Error(Problem),
}

#[derive(Debug, Default, Serialize)]
pub struct Problem {
    pub message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
}

impl Problem {
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), ..Self::default() }
    }

    pub fn at(self, line: usize, column: usize) -> Self {
        Self { line: Some(line), column: Some(column), ..self }
    }
}

pub fn parse(text: &[u8]) -> Answer {
    match try_parse(text) {
        Ok(document) => Answer::Ok(Box::new(document)),
        Err(problem) => Answer::Error(problem),
    }
}

fn try_parse(text: &[u8]) -> Result<IdlDoc, Problem> {
    if text.len() > MAX_LENGTH {
        return Err(Problem::new(format!("the text has {} bytes; at most {MAX_LENGTH} are read", text.len())));
    }
    let text = core::str::from_utf8(text)
        .map_err(|error| Problem::new(format!("not UTF-8 from byte {} on", error.valid_up_to())))?;
    nesting::check(text)?;

    // The limit is one for the whole process, so it is never lifted again: tests parse in several threads.
    pest::set_call_limit(Some(MAX_STEPS));
    expansion::check(text)?;
    // Its error carries the position only inside a drawing of the line, so ask the grammar once more.
    parse_idl(text).map_err(|error| match error {
        ParseError::Pest(_) => syntax_problem(text),
        ParseError::Rule(message)
        | ParseError::Validation(message)
        | ParseError::Parse(message)
        | ParseError::Preprocess(message) => Problem::new(strip_kind(&message)),
    })
}

fn syntax_problem(text: &str) -> Problem {
    let Err(error) = IdlParser::parse(Rule::Top, text) else {
        return Problem::new("the text does not follow the grammar of IDL v2");
    };
    let (line, column) = match error.line_col {
        LineColLocation::Pos(position) | LineColLocation::Span(position, _) => position,
    };
    let error = error.renamed_rules(|rule| rule_text(*rule).into());
    Problem::new(error.variant.message().into_owned()).at(line, column)
}

/// A rule of the grammar in words: "expected a type".
fn rule_text(rule: Rule) -> &'static str {
    match rule {
        Rule::Top | Rule::ServiceDecl | Rule::ProgramDecl => "a service or program",
        Rule::GlobalAnn => "a global annotation (!@…)",
        Rule::LocalAnn => "an annotation (@…)",
        Rule::DocLine => "documentation (///)",
        Rule::EOI => "the end of the text",
        Rule::Ident | Rule::ServiceIdent => "a name",
        Rule::Number => "a number",
        Rule::Param | Rule::Params => "a parameter (name: type)",
        Rule::Field | Rule::Fields => "a field",
        Rule::Variant | Rule::Variants => "a variant",
        Rule::FuncDecl => "a function",
        Rule::CtorDecl => "a constructor",
        Rule::ServiceExpo => "a service's name",
        Rule::StructDecl => "a struct",
        Rule::EnumDecl => "an enum",
        Rule::AliasDecl => "an alias",
        Rule::Ret => "a return type (-> …)",
        Rule::Throws => "`throws`",
        Rule::Generics | Rule::TypeParams => "type arguments (<…>)",
        Rule::ExtendsBlock => "`extends {`",
        Rule::EventsBlock => "`events {`",
        Rule::FunctionsBlock => "`functions {`",
        Rule::TypesBlock => "`types {`",
        Rule::ConstructorsBlock => "`constructors {`",
        Rule::ServicesBlock => "`services {`",
        _ => "a type",
    }
}

/// Several problems arrive in one text, each with "Validation error: " before it.
fn strip_kind(message: &str) -> String {
    message.replace("Validation error: ", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(text: &str) -> Problem {
        match parse(text.as_bytes()) {
            Answer::Error(problem) => problem,
            Answer::Ok(document) => panic!("parsed: {document:?}"),
        }
    }

    #[test]
    fn gives_ids_and_routes() {
        let text = "
            service Lamp {
                functions { Switch(on: bool) -> bool; @query IsOn() -> bool; }
                events { Switched { on: bool } }
            }
            program House { constructors { New(); } services { Lamp } }";
        let json = serde_json::to_value(parse(text.as_bytes())).unwrap();
        let document = &json["ok"];
        assert_eq!(document["program"]["services"][0]["route_idx"], 1);
        assert_eq!(document["program"]["ctors"][0]["entry_id"], 0);
        // Functions are numbered in the order of their names.
        assert_eq!(document["services"][0]["funcs"][0]["name"], "IsOn");
        assert_eq!(document["services"][0]["funcs"][0]["kind"], "query");
        assert_eq!(document["services"][0]["funcs"][1]["entry_id"], 1);
        let id = document["services"][0]["interface_id"].as_str().unwrap();
        assert!(id.starts_with("0x") && id.len() == 18, "{id}");
    }

    #[test]
    fn points_at_a_syntax_error() {
        let found = problem("service A {\n  functions { Broken(x u8); }\n}");
        assert_eq!((found.line, found.column), (Some(2), Some(22)), "{found:?}");
        assert_eq!(found.message, "expected a parameter (name: type)");
    }

    #[test]
    fn names_an_unknown_type() {
        let found = problem("service A { functions { F(x: Nowhere); } }");
        assert!(found.message.contains("Nowhere"), "{found:?}");
    }

    #[test]
    fn refuses_deep_nesting() {
        let deep = format!("service A {{ functions {{ F(x: {}u8", "[".repeat(5_000));
        assert!(problem(&deep).message.contains("nested"));
    }

    #[test]
    fn refuses_work_without_end() {
        let array = format!("{}u8{}", "[".repeat(40), ";1]".repeat(40));
        let found = problem(&format!("service A {{ functions {{ F(x: {array}); }} }}"));
        assert!(found.message.contains("call limit"), "{found:?}");
    }

    #[test]
    fn refuses_types_without_end_and_huge_ones() {
        let service = |types: &str| problem(&format!("service A {{ functions {{ F(x: X0); }} types {{ {types} }} }}"));
        let found = service("struct X0 { next: Option<Y> } struct Y(X0);");
        assert!(found.message.contains("contains itself"), "{found:?}");
        let found = service("struct X0 { a: G<u8> } struct G<T> { b: Option<G<(T, T)>> }");
        assert!(found.message.contains("contains itself"), "{found:?}");
        let doubling: String = (0..40).map(|i| format!("alias X{i} = (X{0}, X{0});", i + 1)).collect();
        let found = service(&format!("{doubling} alias X40 = u8;"));
        assert!(found.message.contains("more than 100000 types"), "{found:?}");
    }

    #[test]
    fn refuses_too_much_text_and_bad_utf8() {
        assert!(problem(&" ".repeat(MAX_LENGTH + 1)).message.contains("at most"));
        assert!(matches!(parse(&[0xff]), Answer::Error(_)));
    }
}
