//! A made-up rotation, which fits the sample data of the mock server.

/// The domain of the certificate that is replaced.
pub(crate) const DOMAIN: &str = "shop.example.com";

/// Id of the certificate that is replaced.
pub(crate) const OLD: &str = "kX3uPw9B";

/// No key at all: the mock server does not look into it.
pub(crate) const KEY: &str = "-----BEGIN PRIVATE KEY-----\nmade up\n-----END PRIVATE KEY-----\n";

/// Signed by itself, for the domain, until 2036.
pub(crate) const CERTIFICATE: &str = "\
-----BEGIN CERTIFICATE-----\n\
MIIBvjCCAWSgAwIBAgIUPyKUxcvi57LxSw6R3/EtRG8tQ2kwCgYIKoZIzj0EAwIw\n\
GzEZMBcGA1UEAwwQc2hvcC5leGFtcGxlLmNvbTAeFw0yNjExMjMyMDIxMThaFw0z\n\
NjExMjIyMDIxMThaMBsxGTAXBgNVBAMMEHNob3AuZXhhbXBsZS5jb20wWTATBgcq\n\
hkjOPQIBBggqhkjOPQMBBwNCAASG/4uIt53pp5D2jOBnb8xQf3gV/vxRN6q37l2R\n\
3jD0cPSwHfcncb1EneRq0hAilJpt1NzggNdQV0fuH2ind0Eko4GFMIGCMB0GA1Ud\n\
DgQWBBQEdA/pNHKt4Ydwpxob+lGZshdTfDAfBgNVHSMEGDAWgBQEdA/pNHKt4Ydw\n\
pxob+lGZshdTfDAPBgNVHRMBAf8EBTADAQH/MC8GA1UdEQQoMCaCEHNob3AuZXhh\n\
bXBsZS5jb22CEiouc2hvcC5leGFtcGxlLmNvbTAKBggqhkjOPQQDAgNIADBFAiB6\n\
x8G95klNkjgnmtNGfFPh48EFFqKMthY5GBdTYg90NwIhALWsAkJfnC3hfUqIxOwX\n\
H46lem6eRJlgFyX2DCsH5ZDI\n\
-----END CERTIFICATE-----\n\
";
