//! What a commit can concern, and the waking of those who wait for it.

use tokio::sync::watch;

/// What a commit can concern: the input of one stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Feeds to poll.
    Feeds,
    /// Hubs to ask.
    Hubs,
    /// Documents that hubs sent.
    Pushes,
    /// Articles to read.
    Unread,
    /// Pages to read again.
    Revisits,
    /// Articles to place in a story, and edited ones to match again.
    Unplaced,
    /// Deliveries to send.
    Deliveries,
    /// Alerts that are held.
    Held,
}

/// A set of topics.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Topics(u8);

impl Topics {
    pub(crate) const ALL: Topics = Topics(u8::MAX);

    pub(crate) fn with(self, topic: Topic) -> Topics {
        Topics(self.0 | 1 << topic as u8)
    }

    pub(crate) fn and(self, other: Topics) -> Topics {
        Topics(self.0 | other.0)
    }

    fn has(self, topic: Topic) -> bool {
        self.0 & (1 << topic as u8) != 0
    }
}

/// Tells a worker that a topic was touched. Register first, then query: a commit in between is then not missed.
#[derive(Clone, Debug)]
pub struct Wake(watch::Receiver<u64>);

impl Wake {
    /// Forgets the commits so far: those that the next query will see.
    pub fn register(&mut self) {
        self.0.borrow_and_update();
    }

    /// Waits for a commit since the last [`Wake::register`]; never returns once the store has stopped.
    pub async fn woken(&mut self) {
        if self.0.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// The sending side of every topic.
#[derive(Debug)]
pub(crate) struct Bell([(Topic, watch::Sender<u64>); 8]);

impl Bell {
    pub(crate) fn new() -> Bell {
        let topics = [
            Topic::Feeds,
            Topic::Hubs,
            Topic::Pushes,
            Topic::Unread,
            Topic::Revisits,
            Topic::Unplaced,
            Topic::Deliveries,
            Topic::Held,
        ];
        Bell(topics.map(|topic| (topic, watch::Sender::new(0))))
    }

    pub(crate) fn ring(&self, touched: Topics) {
        for (_, sender) in self.0.iter().filter(|(topic, _)| touched.has(*topic)) {
            sender.send_modify(|count| *count += 1);
        }
    }

    pub(crate) fn listen(&self, topic: Topic) -> Wake {
        let (_, sender) = self.0.get(topic as usize).unwrap_or(&self.0[0]);
        Wake(sender.subscribe())
    }
}
