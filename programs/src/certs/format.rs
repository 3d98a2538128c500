//! What `certs` prints: a table, a line of JSON for each certificate, or metrics for Prometheus.

mod json;
mod prometheus;
mod table;

use qcloud_client::jiff::Timestamp;

use super::account::Account;

/// How it is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Table,
    Json,
    Prometheus,
}

impl Format {
    pub(super) fn parse(name: &str) -> Result<Self, &'static str> {
        match name {
            "table" => Ok(Self::Table),
            "json" => Ok(Self::Json),
            "prometheus" => Ok(Self::Prometheus),
            _ => Err("it is `table`, `json` or `prometheus`"),
        }
    }
}

/// What was found out, and how much of it is to be told.
pub(super) struct Report<'a> {
    pub(super) accounts: &'a [Account],
    pub(super) threshold: u32,
    /// Whether each certificate that does not count is listed, too.
    pub(super) all: bool,
    pub(super) now: Timestamp,
}

impl Report<'_> {
    /// The text, in colours where it is a table.
    pub(super) fn render(&self, format: Format) -> Vec<u8> {
        match format {
            Format::Table => table::render(self),
            Format::Json => json::render(self),
            Format::Prometheus => prometheus::render(self),
        }
        .into_bytes()
    }
}
