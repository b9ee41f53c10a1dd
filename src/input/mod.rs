//! Bytes to model: configuration, content, data files, theme. Must not open files itself: it is handed a `Files`.

mod files;

pub use files::{File, Files, MemoryFiles};
