//! Words: arguments to settings, progress, colours, exit codes. Holds no logic another front end would need.

/// Runs the program with the process's own arguments.
pub fn main() -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
