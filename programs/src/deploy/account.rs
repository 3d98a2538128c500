//! The account that is deployed to: its calls, and how patiently they are made.

use std::fmt;
use std::time::{Duration, Instant};

use qcloud_client::runtime::BoxFuture;
use qcloud_client::ssl_v20191205::{
    DeleteCertificateRequest, DeleteTaskResult, DeletionStatus, DescribeCertificateDetailRequest,
    DescribeDeleteCertificatesTaskResultRequest, DescribeDeleteCertificatesTaskResultResult,
    UploadCertificateRequest,
};
use qcloud_client::{Client, Error, ErrorKind};

use super::chain::Chain;
use crate::output::{one_line, printable};

/// The waits before a call that is safe to repeat is made again, in seconds, beside the retries of the client.
const AGAIN: [u64; 2] = [1, 5];
/// How long a task that deletes may take.
const DELETION: Duration = Duration::from_secs(120);

/// An account and the time, by which is waited.
pub(super) struct Account {
    pub(super) client: Client,
}

/// Why waiting came to its end.
#[derive(Debug)]
pub(super) enum Waited {
    /// It failed for good.
    Failed(Error),
    /// The time was over.
    Late,
}

impl From<Error> for Waited {
    fn from(error: Error) -> Self {
        if error.kind() == ErrorKind::WaitTimeout { Self::Late } else { Self::Failed(error) }
    }
}

/// Why a certificate was not stored, as far as one knows.
pub(super) struct UploadError {
    pub(super) text: String,
    /// Whether it is certain that nothing was stored.
    pub(super) was_not_carried_out: bool,
}

/// What became of a certificate that was to be deleted.
pub(super) enum Deletion {
    /// It is gone from the account.
    Done,
    /// It is there as before, for this reason.
    Refused(String),
    /// Nobody knows, for this reason.
    Unknown(String),
}

impl Account {
    /// The moment at which waiting is over.
    pub(super) fn deadline(&self, within: Duration) -> Instant {
        self.client.runtime().instant() + within
    }

    /// How much time is left.
    pub(super) fn left(&self, deadline: Instant) -> Duration {
        deadline.saturating_duration_since(self.client.runtime().instant())
    }

    /// Makes a call that is safe to repeat, or a wait for one, a few times if need be.
    pub(super) async fn persist<T>(
        &self,
        call: impl Fn() -> BoxFuture<'static, Result<T, Error>>,
    ) -> Result<T, Error> {
        for seconds in AGAIN {
            match call().await {
                Err(error) if error.is_retryable() && error.kind() != ErrorKind::WaitTimeout => {
                    self.client.sleep(Duration::from_secs(seconds)).await;
                }
                result => return result,
            }
        }
        call().await
    }

    /// Whether a certificate of the account is the new one; in doubt it is not.
    pub(super) async fn is_the_same(&self, id: &str, chain: &Chain) -> bool {
        let detail = self.client.ssl_v20191205();
        let detail = detail.describe_certificate_detail(DescribeCertificateDetailRequest::new(id)).await;
        detail.is_ok_and(|detail| detail.certificate_public_key.is_some_and(|pem| chain.is_same(&pem)))
    }

    /// Stores the new certificate unless it is there, which makes the call safe to repeat; its id, and whether it was stored.
    pub(super) async fn upload(&self, chain: &Chain) -> Result<(String, bool), UploadError> {
        let upload = || {
            let request = UploadCertificateRequest::new(chain.pem.as_str())
                .certificate_private_key(chain.key.clone())
                .repeatable(false);
            self.client.ssl_v20191205().upload_certificate(request).send()
        };
        let result = self.persist(upload).await.map_err(|error| UploadError {
            was_not_carried_out: error.was_not_carried_out(),
            text: one_line(&error),
        })?;
        let id = result.certificate_id.filter(|id| !id.is_empty());
        let repeated = result.repeat_cert_id.filter(|id| !id.is_empty());
        match (id, repeated) {
            (_, Some(id)) => Ok((id, false)),
            (Some(id), None) => Ok((id, true)),
            (None, None) => {
                let text = "the server does not say the id of the new certificate".to_owned();
                Err(UploadError { was_not_carried_out: false, text })
            }
        }
    }

    /// Deletes a certificate, unless the server finds something that uses it.
    pub(super) async fn delete(&self, id: &str) -> Deletion {
        let request = DeleteCertificateRequest::new(id).is_check_resource(true);
        let delete = || self.client.ssl_v20191205().delete_certificate(request.clone()).send();
        let result = match self.persist(delete).await {
            Ok(result) => result,
            // By an attempt that was not heard of, or by somebody else.
            Err(error) if error.is_not_found() => return Deletion::Done,
            Err(error) if error.was_not_carried_out() => return Deletion::Refused(one_line(&error)),
            Err(error) => return Deletion::Unknown(one_line(&error)),
        };
        match result.task_id.filter(|task| !task.is_empty()) {
            Some(task) => self.deleted_by(task).await,
            None if result.delete_result == Some(true) => Deletion::Done,
            None => Deletion::Refused("the server did not delete it, and says no reason".to_owned()),
        }
    }

    /// What became of a task that deletes a certificate.
    async fn deleted_by(&self, task: String) -> Deletion {
        let request = DescribeDeleteCertificatesTaskResultRequest::new([task]);
        let is_over = |result: &DescribeDeleteCertificatesTaskResultResult| {
            result
                .delete_task_result
                .iter()
                .any(|task| task.status.as_ref().is_some_and(|it| *it != DeletionStatus::Running))
        };
        let wait = || {
            let call = self.client.ssl_v20191205().describe_delete_certificates_task_result(request.clone());
            call.until(is_over).within(DELETION).send()
        };
        match self.persist(wait).await {
            Ok(result) => match result.delete_task_result.into_iter().next() {
                Some(task) if task.status == Some(DeletionStatus::Deleted) => Deletion::Done,
                task => Deletion::Refused(reason(task.as_ref())),
            },
            Err(error) => Deletion::Unknown(Waited::from(error).to_string()),
        }
    }
}

/// Why a task did not delete its certificate.
fn reason(task: Option<&DeleteTaskResult>) -> String {
    let said = task.and_then(|task| task.error.as_deref()).filter(|said| !said.is_empty());
    let meant = match task.and_then(|task| task.status.as_ref()) {
        Some(DeletionStatus::RoleMissing) => {
            "the account lacks the role SSL_QCSLinkedRoleInReplaceLoadCertificate"
        }
        Some(DeletionStatus::StillUsed) => "cloud resources still use it",
        Some(DeletionStatus::SearchTimedOut) => "the search for what uses it took too long",
        _ => "the server says no reason",
    };
    said.map_or_else(|| meant.to_owned(), printable)
}

impl fmt::Display for Waited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(error) => f.write_str(&one_line(error)),
            Self::Late => f.write_str("it is not over yet, and goes on"),
        }
    }
}
