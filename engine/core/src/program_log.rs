//! Catches what programs print with `gr_debug`, which the runtime hands to `log` under the target `gwasm`.

use log::{LevelFilter, Log, Metadata, Record};
use std::{cell::RefCell, sync::Once};

thread_local! {
    static LINES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Enough for a person to read; a program in a loop must not fill the memory of the browser.
const MAX_LINES: usize = 1000;

struct ProgramLog;

impl Log for ProgramLog {
    fn enabled(&self, metadata: &Metadata) -> bool {
        metadata.target() == "gwasm"
    }

    fn log(&self, record: &Record) {
        if !self.enabled(record.metadata()) {
            return;
        }
        LINES.with_borrow_mut(|lines| {
            if lines.len() < MAX_LINES {
                lines.push(record.args().to_string());
            }
        });
    }

    fn flush(&self) {}
}

/// Lines from now on are of the next run.
pub fn start() {
    static INSTALL: Once = Once::new();
    INSTALL.call_once(|| {
        log::set_logger(&ProgramLog).expect("the engine sets no other logger");
        log::set_max_level(LevelFilter::Debug);
    });
    LINES.take();
}

/// The lines of the run, each `[handle(<short message id>)] <short program id>: <text>`.
pub fn take() -> Vec<String> {
    LINES.take()
}
