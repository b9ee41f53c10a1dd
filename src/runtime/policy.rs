//! The content security policy of published pages (CSP level 3). The preview lives under the same.

/// Nothing runs, loads or is sent but what the portal itself serves; no page stands in a frame.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The policy of pages whose scripts may call these origins as well: what a console needs.
pub fn calling(origins: &[String]) -> String {
    if origins.is_empty() {
        return POLICY.to_owned();
    }
    POLICY.replace("connect-src 'self';", &format!("connect-src 'self' {};", origins.join(" ")))
}
