//! Dry runs: calls that only ask whether the server would carry them out.

use std::marker::PhantomData;

use super::Call;
use super::untyped::UntypedCall;
use crate::Json;
use crate::handwritten::action::{Action, DryRun};
use crate::handwritten::attempts::Plan;
use crate::handwritten::error::Error;
use crate::handwritten::runtime::BoxFuture;

/// What a call is answered with that only asks whether it would be carried out: JSON, which mostly says nothing.
#[derive(Clone, Copy, Debug)]
pub enum DryRunOnly {}

impl<A: Action> Call<A> {
    /// The same call as a dry run: the server checks the request, and does nothing.
    ///
    /// It succeeds where the call itself would, and fails as that would fail. The answer is what the server says beside that: some
    /// Actions tell what they would do, most say nothing. That a server refuses a dry run with `DryRunOperation`, which says that
    /// it would succeed, is a success, and its answer null. A dry run changes nothing, so it is repeated as an idempotent call.
    ///
    /// ```no_run
    /// use qcloud_client::{Call, DryRunOnly, Error};
    ///
    /// # async fn check<A: qcloud_client::internal::DryRun>(call: Call<A>) -> Result<(), Error> {
    /// let call: Call<A, DryRunOnly> = call.dry_run();
    /// let answer = call.await?;
    /// println!("it would be done; the server says {answer}");
    /// # Ok(())
    /// # }
    /// ```
    pub fn dry_run(mut self) -> Call<A, DryRunOnly>
    where
        A: DryRun,
    {
        self.request.set_dry_run();
        Call { client: self.client, request: self.request, options: self.options, answer: PhantomData }
    }
}

impl<A: DryRun> Call<A, DryRunOnly> {
    /// The call as a future that sends it: `Send`, `'static` and `Unpin`. Nothing is sent before it is polled.
    ///
    /// # Errors
    ///
    /// As awaiting the call has them.
    #[must_use = "a call is sent when it is awaited"]
    pub fn send(self) -> BoxFuture<'static, Result<Json, Error>> {
        let Self { client, mut request, options, .. } = self;
        let runtime = &*client.inner.shared.runtime;
        let plan = Plan::new(A::INFO, A::EXTRAS, &mut request, &options.parameters, runtime).into_dry_run();
        UntypedCall::new(client, plan, options).send()
    }
}

impl<A: DryRun> IntoFuture for Call<A, DryRunOnly> {
    type Output = Result<Json, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        self.send()
    }
}
