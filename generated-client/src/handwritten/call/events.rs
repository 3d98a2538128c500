//! Answers that are streams of events: one stream of what the events say, and the plain result where there is none.

use std::fmt;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use futures_core::stream::FusedStream;

use super::reading::reading;
use super::untyped::UntypedCall;
use super::{Call, Received, Response};
use crate::Json;
use crate::handwritten::action::{Action, Streams};
use crate::handwritten::attempts::EventSource;
use crate::handwritten::error::{Answer, BadBody, Error, Kind, Story};
use crate::handwritten::runtime::BoxFuture;
use crate::handwritten::wire::{Blank, Field, Manner, Note, blank, fill_with_notes};

impl<A: Action> Call<A> {
    /// The events of the answer, each as soon as it is there.
    pub fn events(mut self) -> Events<A::Event, A::Result>
    where
        A: Streams,
    {
        self.options.wants_events = true;
        let manner = self.options.manner();
        Events::new(manner, Box::pin(self.receive()))
    }
}

impl UntypedCall {
    /// The events of the answer as JSON, each as soon as it is there; see [`Events`].
    ///
    /// ```no_run
    /// use qcloud_client::Untyped;
    ///
    /// # async fn call(client: qcloud_client::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let parameters = r#"{"Stream": true, "Messages": [{"Role": "user", "Content": "Hello"}]}"#.parse()?;
    /// let request = Untyped::tc3("hunyuan", "2023-09-01", "ChatCompletions", parameters);
    /// let mut events = client.call_untyped(request).events();
    /// while let Some(event) = events.try_next().await? {
    ///     print!("{}", event.data()["Choices"][0]["Delta"]["Content"].as_str().unwrap_or_default());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn events(mut self) -> Events<Json> {
        self.options.wants_events = true;
        Events::new(Manner::Tolerant, Box::pin(self.receive()))
    }
}

/// The events of an answer that streams, each as soon as it is there: read them with [`try_next`](Self::try_next) or
/// [`try_collect`](Self::try_collect), as a [`Stream`], or, with the feature `blocking`, with `wait` as an iterator.
///
/// Whether an answer streams is for the server to say, and may depend on a parameter such as `Stream`. One that does not has no event,
/// but a plain [`result`](Self::result):
///
/// ```no_run
/// # async fn call(mut events: qcloud_client::Events<qcloud_client::Json>) -> Result<(), qcloud_client::Error> {
/// while let Some(event) = events.try_next().await? {
///     println!("{:?}: {}", event.id(), event.data());
/// }
/// if let Some(result) = events.result() {
///     println!("all at once: {result}");
/// }
/// # Ok(())
/// # }
/// ```
///
/// Nothing is sent before it is polled. What fails before the stream begins is repeated as for any call; a stream that has begun never
/// is, whatever its Action. From then on only the time between two parts of it is bounded
/// ([`chunk_timeout`](Call::chunk_timeout)), and the size of each event ([`max_response_bytes`](Call::max_response_bytes)).
///
/// It ends with the body, or with the event `[DONE]`, which some services send. A failure that the server tells in an event, an event
/// that can't be read and a connection that is cut are errors, and nothing comes behind one; [`Error::events`] says how many events
/// came before. An event that the server has not finished counts only when the body is whole without its end. Events without data
/// are left out.
///
/// Observers are told of drift in each event, and that the call has ended when its stream has; never of one that is dropped before.
#[must_use = "a stream does nothing unless it is read"]
pub struct Events<E, R = E> {
    state: State<R>,
    manner: Manner,
    /// What the server answered with in place of events.
    result: Option<R>,
    metadata: Option<Response<()>>,
    /// What a collection of events that are none ends with.
    story: Story,
    event: std::marker::PhantomData<fn() -> E>,
}

type Asking<R> = BoxFuture<'static, Result<Received<R>, Error>>;

enum State<R> {
    /// The lock makes it `Sync`, and is never taken.
    Asking(Mutex<Asking<R>>),
    Streaming(Box<EventSource>),
    Done,
}

// Nothing is pinned within: the future in `Asking` is boxed.
impl<E, R> Unpin for Events<E, R> {}

impl<E: Field + Blank, R> Events<E, R> {
    fn new(manner: Manner, asking: Asking<R>) -> Self {
        Self {
            state: State::Asking(Mutex::new(asking)),
            manner,
            result: None,
            metadata: None,
            story: Story::untold(),
            event: std::marker::PhantomData,
        }
    }

    /// The plain result, where the server answered with one in place of events. None before the answer is there, and of a stream.
    #[must_use]
    pub fn result(&self) -> Option<&R> {
        self.result.as_ref()
    }

    /// The plain result, taken out: see [`result`](Self::result).
    #[must_use]
    pub fn into_result(self) -> Option<R> {
        self.result
    }

    /// The response whose events these are, with status, headers and request id; none before it has begun. Its body is that of a plain
    /// result, and empty of a stream.
    #[must_use]
    pub fn metadata(&self) -> Option<&Response<()>> {
        self.metadata.as_ref()
    }

    reading!("event", "all events", Event<E>, Self::is_stream);

    /// A plain result is none of the events that are asked for.
    fn is_stream(&self) -> Result<(), Error> {
        let Some(response) = self.metadata.as_ref().filter(|_| self.result.is_some()) else { return Ok(()) };
        let error = Error::new(Kind::BadBody(BadBody::NoEventStream)).with_story(self.story.clone());
        let answer = Answer::new(response.status, response.headers.clone(), response.body.clone());
        Err(error.with_answer(Answer { request_id: response.request_id().map(str::to_owned), ..answer }))
    }

    /// Takes note of an answer.
    fn begin(&mut self, mut received: Received<R>) {
        self.story = Story { attempts: received.done.attempts, ..Story::answered(&received.action) };
        let source = received.done.events.take();
        let (result, metadata) = received.into_response().into_parts();
        self.metadata = Some(metadata);
        match source {
            Some(source) => self.state = State::Streaming(source),
            None => (self.state, self.result) = (State::Done, Some(result)),
        }
    }
}

impl<E: Field + Blank, R> Stream for Events<E, R> {
    type Item = Result<Event<E>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            match &mut this.state {
                State::Done => return Poll::Ready(None),
                State::Asking(asking) => {
                    let asking = asking.get_mut().unwrap_or_else(PoisonError::into_inner);
                    let answer = ready!(asking.as_mut().poll(context));
                    this.state = State::Done;
                    match answer {
                        Ok(received) => this.begin(received),
                        Err(error) => return Poll::Ready(Some(Err(error))),
                    }
                }
                State::Streaming(source) => {
                    let Some(raw) = ready!(source.poll_next(context)).transpose()? else {
                        this.state = State::Done;
                        return Poll::Ready(None);
                    };
                    let (mut data, mut notes) = (blank::<E>(), source.notes(this.manner));
                    if let Err(error) = fill_with_notes(&mut data, &raw.data, &mut notes) {
                        return Poll::Ready(Some(Err(source.unreadable(error, raw.data))));
                    }
                    source.tell_drift(&notes);
                    let notes = notes.into_notes();
                    return Poll::Ready(Some(Ok(Event {
                        data,
                        id: raw.id,
                        name: raw.name,
                        raw: raw.data,
                        notes,
                    })));
                }
            }
        }
    }
}

impl<E: Field + Blank, R> FusedStream for Events<E, R> {
    fn is_terminated(&self) -> bool {
        match &self.state {
            State::Done => true,
            State::Streaming(source) => source.is_over(),
            State::Asking(_) => false,
        }
    }
}

impl<E, R> fmt::Debug for Events<E, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match &self.state {
            State::Done => "over",
            State::Streaming(_) => "begun",
            State::Asking(_) => "not begun",
        };
        f.debug_struct("Events")
            .field("state", &state)
            .field("metadata", &self.metadata)
            .finish_non_exhaustive()
    }
}

/// An event of a stream.
#[derive(Clone)]
pub struct Event<E> {
    data: E,
    id: Option<String>,
    name: Option<String>,
    raw: Bytes,
    notes: Vec<Note>,
}

impl<E> Event<E> {
    /// What the event says.
    #[must_use]
    pub fn data(&self) -> &E {
        &self.data
    }

    /// What the event says, taken out.
    #[must_use]
    pub fn into_data(self) -> E {
        self.data
    }

    /// The server's id of the event, where it gives one.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// What the server calls the kind of the event, where it does.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The data as it came, with what the type does not have. It may hold whatever the server sends, secrets too.
    #[must_use]
    pub fn raw_data(&self) -> &[u8] {
        &self.raw
    }

    /// What of the data could not be read and is missing, as [`Response::notes`] tells of a result.
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }
}

impl<E: fmt::Debug> fmt::Debug for Event<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The data as it came is for who asks for it.
        f.debug_struct("Event")
            .field("data", &self.data)
            .field("id", &self.id)
            .field("name", &self.name)
            .field("notes", &self.notes.len())
            .finish_non_exhaustive()
    }
}
