//! The `portal` binary: hands its arguments to `portal::cli` and exits with its code.

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    portal::cli::main()
}
