//! `cargo-qcloud`, which cargo runs as `cargo qcloud`.

fn main() -> std::process::ExitCode {
    cargo_qcloud::main()
}
