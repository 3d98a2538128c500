//! What is measured is the compilation of its dependency, the whole client.

pub use qcloud_client::ssl_v20191205;
