//! Model to text, pure: Markdown, code, pages, feeds; no IO, no clock, no environment.
pub mod code;
pub mod escape;
pub mod markdown;
