//! A typed client for the API of Tencent Cloud, generated from a spec.
