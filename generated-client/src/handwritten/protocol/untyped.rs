//! Requests of Actions that have no spec.

use bytes::Bytes;

use super::{Body, Message, Protocol, RequestError};

/// A request of an Action that has no spec (yet), for [`Client::call_untyped`](crate::Client::call_untyped): one constructor
/// for each protocol.
///
/// It is not repeated when it may have been carried out, unless [`idempotent`](Self::idempotent) says that it may be. What is
/// secret among its values is for [`sensitive`](Self::sensitive) to say.
#[derive(Debug)]
#[must_use = "a request is sent by `Client::call_untyped`"]
pub struct Untyped {
    pub(crate) protocol: &'static dyn Protocol,
    pub(crate) service: String,
    pub(crate) version: String,
    pub(crate) action: String,
    pub(crate) host: String,
    pub(crate) host_is_own: bool,
    pub(crate) path: &'static str,
    pub(crate) idempotent: bool,
    pub(crate) unsigned: bool,
    pub(crate) body: Option<Body>,
    pub(crate) message: Result<Message, RequestError>,
}

impl Untyped {
    /// Whether repeating the request changes nothing more, so that it may be sent again after a failure. `false` unless set.
    pub fn idempotent(mut self, idempotent: bool) -> Self {
        self.idempotent = idempotent;
        self
    }

    /// Keeps the values under these names out of errors, logs and Debug: at any depth, whatever stands under them, in either
    /// case of letters. Beside them the client knows by itself what has a name of a secret, such as `Password`, `SecretKey` or
    /// `Token`, and every text that begins as a private key in PEM. All other values are plain: a server that quotes one in its
    /// message is shown with it.
    ///
    /// ```
    /// use qcloud_client::Untyped;
    ///
    /// let request = Untyped::v2("cvm", "ResetInstances", [("Pin", "1234")]).sensitive(["Pin"]);
    /// assert!(!format!("{request:?}").contains("1234"));
    /// ```
    pub fn sensitive(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let names: Vec<_> = names.into_iter().map(Into::into).collect();
        if let Ok(message) = &mut self.message {
            message.keep_secret(&names);
        }
        self
    }

    /// The request is not signed, whatever credential the client has: what the few Actions take that give out the first keys.
    /// It says nothing in the legacy API, where every request is signed.
    pub fn unsigned(mut self) -> Self {
        self.unsigned = self.protocol.can_be_unsigned();
        self
    }

    /// The body of the request is these bytes, and the parameters are headers: `X-CLS-TopicId` in the service `cls`. It says nothing in
    /// the legacy API.
    ///
    /// ```no_run
    /// use qcloud_client::{Json, Untyped};
    ///
    /// # async fn call(client: qcloud_client::Client, logs: Vec<u8>) -> Result<(), Box<dyn std::error::Error>> {
    /// let parameters: Json = r#"{"TopicId": "f6c4fa6f", "CompressType": "lz4"}"#.parse()?;
    /// let request = Untyped::tc3("cls", "2020-10-16", "UploadLog", parameters).bytes(logs);
    /// client.call_untyped(request).region("ap-guangzhou").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn bytes(mut self, bytes: impl Into<Bytes>) -> Self {
        self.body = Some(Body::Bytes(bytes.into()));
        self
    }

    /// The body of the request is a form (`multipart/form-data`), in which the parameters of these names are files; each is a text
    /// in Base64 here. It says nothing in the legacy API.
    pub fn form(mut self, files: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.body = Some(Body::Form(files.into_iter().map(Into::into).collect()));
        self
    }

    /// The Action is at another host of the vendor, such as `cvm.api.cloud.tencent.com`, whatever root domain or region the client
    /// has. A client's `endpoint(...)` is taken all the same; [`UntypedCall::host`](crate::UntypedCall::host) goes before that too.
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.host = host.into();
        self.host_is_own = true;
        self
    }
}
