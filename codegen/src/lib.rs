//! Turns YAML descriptions of Tencent Cloud Actions into a typed Rust client.
