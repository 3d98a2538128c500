//! The kinds of cloud resources that use certificates.

/// Kinds whose resources are in regions, which a request has to name.
const REGIONAL: [&str; 10] = ["clb", "tke", "apigateway", "waf", "tcb", "tse", "cos", "mqtt", "scf", "tdmq"];
/// Kinds that have no regions.
const GLOBAL: [&str; 6] = ["cdn", "live", "ddos", "teo", "vod", "gaap"];

/// The kind of this name, whatever its case.
pub(super) fn known(name: &str) -> Result<String, String> {
    let lower = name.to_lowercase();
    if GLOBAL.contains(&lower.as_str()) || is_regional(&lower) {
        return Ok(lower);
    }
    Err(format!("`{name}` is none of {}, {}", REGIONAL.join(", "), GLOBAL.join(", ")))
}

/// Whether requests have to name the regions of its resources.
pub(super) fn is_regional(kind: &str) -> bool {
    REGIONAL.contains(&kind)
}
