//! The methods that read a stream, for pages, items and events.

/// Gives a stream of results the methods by which it is read without the traits of another crate.
macro_rules! reading {
    ($one:literal, $all:literal, $item:ty, $check_end:expr) => {
        #[doc = concat!("The next ", $one, "; none behind the last one, and behind an error.")]
        pub async fn next(&mut self) -> Option<Result<$item, Error>> {
            std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
        }

        #[doc = concat!("The next ", $one, ", or none behind the last one, for `while let Some(..) = ...try_next().await?`.")]
        ///
        /// # Errors
        ///
        /// As awaiting the call has them, and what is wrong with the rest.
        pub async fn try_next(&mut self) -> Result<Option<$item>, Error> {
            self.next().await.transpose()
        }

        #[doc = concat!("Reads to the end and gives ", $all, " that are left, in a `Vec` or another collection.")]
        ///
        /// # Errors
        ///
        /// The first error; what came before it is lost. Read with [`try_next`](Self::try_next) to keep that.
        pub async fn try_collect<C: Default + Extend<$item>>(mut self) -> Result<C, Error> {
            let mut all = C::default();
            while let Some(one) = self.try_next().await? {
                all.extend([one]);
            }
            let check_end: fn(&Self) -> Result<(), Error> = $check_end;
            check_end(&self).map(|()| all)
        }
    };
}
pub(super) use reading;
