//! What a person does beside the daemon in a simulated world.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use model::{AlertId, Mute, MuteScope, Volume};
use pipeline::{DELIVERY_MAX_AGE, RENDERER};
use rand::RngExt;
use rand::seq::IndexedRandom;
use store::letters::{self, DeliveryState, Replayed, Which};
use store::{AlertName, Archive, Operator};

use super::Simulation;
use crate::world::{ENDPOINTS, UNSURE, WATCHLISTS, policy, watch_of};

impl Simulation {
    /// Does what a person does beside the daemon.
    pub(super) fn operate(&mut self) {
        match self.random.random_range(0..10) {
            0..2 => self.mute(),
            2 => self.unmute(),
            3 => self.choose_held().into_iter().for_each(|alert| self.release(alert)),
            4 => self.choose_held().into_iter().for_each(|alert| self.drop_held(alert)),
            5 => self.enable(),
            6..8 => self.give_feedback(),
            _ => self.replay(),
        }
    }

    fn operator(&self) -> Operator {
        Operator::open(&self.world.database()).unwrap()
    }

    /// A watchlist, and what of it is to be muted.
    fn scope(&mut self) -> (String, MuteScope) {
        let (list, ..) = WATCHLISTS.choose(&mut self.random).unwrap();
        let scope = match self.random.random_bool(0.5) {
            true => MuteScope::Watchlist,
            false => MuteScope::Watch(watch_of(list).to_owned()),
        };
        ((*list).to_owned(), scope)
    }

    /// When what is held of a watchlist for an endpoint may reach it.
    fn told_at(&self, watchlist: &str) -> impl Fn(&str, Option<Volume>, Timestamp) -> Timestamp + use<> {
        let config = self.world.config(&[]);
        let policy = policy(watchlist);
        move |name, volume, at| {
            let endpoint = config.endpoints.iter().find(|endpoint| endpoint.name == name).unwrap();
            pipeline::policy::unmuted_at(&policy, &endpoint.calm, volume, at)
        }
    }

    fn mute(&mut self) {
        let (watchlist, scope) = self.scope();
        let now = self.world.time.now();
        let until = now + Duration::from_secs(60 * self.random.random_range(1..600));
        self.note(format!("{watchlist} {scope:?} is muted until {until}"));
        let told_at = self.told_at(&watchlist);
        let mute = Mute { watchlist, scope, until };
        self.operator().mute(&mute, now, told_at).unwrap().unwrap();
    }

    fn unmute(&mut self) {
        let (watchlist, scope) = self.scope();
        let (now, told_at) = (self.world.time.now(), self.told_at(&watchlist));
        let let_go = self.operator().unmute(&watchlist, &scope, now, told_at).unwrap();
        self.note(format!("{watchlist} {scope:?} is muted no more: {let_go:?}"));
    }

    fn choose_held(&mut self) -> Option<AlertId> {
        self.operator().held().unwrap().choose(&mut self.random).map(|alert| alert.id)
    }

    fn release(&mut self, alert: AlertId) {
        let now = self.world.time.now();
        let endpoints = self.operator().release(alert, now, now + DELIVERY_MAX_AGE, RENDERER).unwrap();
        self.watcher.released();
        self.note(format!("{alert:?} was released to {endpoints} endpoints"));
    }

    fn drop_held(&mut self, alert: AlertId) {
        self.operator().drop_held(alert).unwrap();
        self.watcher.dropped.insert(alert.0);
        self.note(format!("{alert:?} was dropped"));
    }

    /// Looks at everything that waits for a person: it is released, dropped, or left as it is.
    pub(super) fn look_through(&mut self) {
        let waiting: BTreeSet<AlertId> =
            self.operator().held().unwrap().into_iter().map(|alert| alert.id).collect();
        for alert in waiting {
            match self.random.random_range(0..3) {
                0 => self.release(alert),
                1 => self.drop_held(alert),
                _ => self.note(format!("{alert:?} is left to wait")),
            }
            self.give_feedback();
        }
    }

    /// Says of an alert of uncertain finds, also of one that waits for a person, whether it was meant, or takes that back.
    fn give_feedback(&mut self) {
        let mut alerts = Archive::open(&self.world.database()).unwrap().alerts(1_000).unwrap();
        alerts.retain(|alert| alert.watchlist == UNSURE);
        let Some(alert) = alerts.choose(&mut self.random) else { return };
        let meant = *[Some(true), Some(false), None].choose(&mut self.random).unwrap();
        let (name, now) = (AlertName::Number(alert.id), self.world.time.now());
        let said = self.operator().give_feedback(name, None, meant, |_, _| false, now).unwrap();
        self.note(format!("of {:?} it was said that it was meant: {meant:?}, {said:?}", alert.id));
        assert!(said.is_ok() || meant.is_none(), "{said:?}");
    }

    fn enable(&mut self) {
        let disabled = self.watcher.disabled();
        let Some(sink) = disabled.choose(&mut self.random).copied() else { return };
        assert!(self.operator().enable_endpoint(ENDPOINTS[sink]).unwrap(), "{} is enabled", ENDPOINTS[sink]);
        self.watcher.enabled(sink);
        self.note(format!("{} was enabled", ENDPOINTS[sink]));
    }

    /// Has one delivery, or all of an endpoint, sent again that arrived or were given up.
    fn replay(&mut self) {
        let sink = self.random.random_range(0..ENDPOINTS.len());
        let state = *[DeliveryState::Dead, DeliveryState::Delivered].choose(&mut self.random).unwrap();
        let endpoint = Some(ENDPOINTS[sink].to_owned());
        let which = Which { endpoint, state: Some(state), ..Which::default() };
        let found = letters::list(&self.world.database(), &which, 1_000).unwrap();
        let Some(one) = found.choose(&mut self.random) else { return };
        // What says nothing of its id is not told from what comes against a promise.
        if ENDPOINTS[sink] == "chat" {
            return;
        }
        let ids: Vec<String> = match self.random.random_bool(0.7) {
            true => vec![one.webhook_id.clone()],
            false => found.iter().map(|letter| letter.webhook_id.clone()).collect(),
        };
        let which = Which { webhook_ids: ids.clone(), ..which };
        let now = self.world.time.now();
        let replayed = self.operator().replay(&which, now, now + DELIVERY_MAX_AGE).unwrap();
        let expected = match self.watcher.disabled().contains(&sink) {
            true => Replayed { deliveries: 0, disabled: ids.len() },
            false => Replayed { deliveries: ids.len(), disabled: 0 },
        };
        assert_eq!(replayed, expected);
        if replayed.disabled == 0 {
            ids.iter().for_each(|id| self.watcher.replayed(sink, id));
        }
        self.note(format!("of {} {ids:?} were replayed: {replayed:?}", ENDPOINTS[sink]));
    }
}
