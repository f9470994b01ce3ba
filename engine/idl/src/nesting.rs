//! The grammar recurses at each bracket; a limit on nesting keeps it away from the end of the stack.

use crate::Problem;

const MAX_DEPTH: usize = 48;

/// Counts brackets outside comments and annotations. It need not know the grammar: unbalanced brackets are the
/// parser's to report.
pub fn check(text: &str) -> Result<(), Problem> {
    let mut depth = 0_usize;
    for (row, line) in text.lines().enumerate() {
        let mut previous = ' ';
        for (column, character) in line.chars().enumerate() {
            match character {
                '/' if previous == '/' => break,
                '@' if line[..].trim_start().starts_with(['@', '!']) => break,
                '(' | '[' | '{' | '<' => depth += 1,
                // The arrow of a return type closes nothing.
                '>' if previous == '-' => {}
                ')' | ']' | '}' | '>' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > MAX_DEPTH {
                let message = format!("brackets are nested more than {MAX_DEPTH} deep");
                return Err(Problem::new(message).at(row + 1, column + 1));
            }
            previous = character;
        }
    }
    Ok(())
}
