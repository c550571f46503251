//! Attempts at deliveries, by their schedule and whatever their receivers do.

use outbound::Lookup;

use super::*;

#[tokio::test]
async fn attempts_follow_their_schedule_across_restarts() {
    let mut world = World::new().await;
    let mut steps = alerted(&mut world).await;
    world.sink.answer(Answer::Status(500));
    let mut attempts = Vec::new();
    let start = world.time.now();
    loop {
        attempts.push(world.time.now().duration_since(start));
        assert_eq!(steps.send(10).await.unwrap().done, 1);
        // A crash; what was learned is in the database.
        drop(steps);
        steps = world.steps().await;
        let step = steps.send(10).await.unwrap();
        assert_eq!(step.done, 0, "not before it is due");
        let Some(next) = step.next else { break };
        world.time.set(next);
    }
    assert_eq!(attempts.len(), 10);
    assert_eq!(world.sink.count(), 10);
    assert!(attempts.windows(2).all(|pair| pair[1] - pair[0] >= jiff::SignedDuration::from_secs(4)));
    let status = world.status();
    assert_eq!((status.dead_count, status.waiting_count), (1, 0));
    assert!(world.sink.changed().is_empty(), "the same id came with another body");
}

#[tokio::test]
async fn an_attempt_that_cannot_be_committed_is_committed_later_and_not_made_again() {
    let mut world = World::new().await;
    let mut steps = alerted(&mut world).await;
    world.execute("CREATE TRIGGER broken BEFORE INSERT ON attempt BEGIN SELECT RAISE(ABORT, 'broken'); END");
    assert!(steps.send(10).await.is_err());
    assert_eq!(world.sink.count(), 1);
    let step = steps.send(10).await.unwrap();
    assert_eq!(step.done, 0);
    let pause = step.next.unwrap();
    assert!(pause > world.time.now());
    // The claim has long ended when the database works again.
    world.time.pass(HOUR);
    assert!(steps.send(10).await.is_err());
    world.execute("DROP TRIGGER broken");
    world.time.pass(HOUR);
    assert_eq!(steps.send(10).await.unwrap(), Step { done: 0, next: None });
    assert_eq!((world.sink.count(), world.status().delivered), (1, 1));
}

#[tokio::test]
async fn what_came_of_one_attempt_and_can_never_be_committed_holds_up_no_other_and_is_not_sent_twice() {
    let world = World::new().await;
    let (mut steps, store) = world.steps_and_store().await;
    world.commit(&store, 1).await;
    world.execute(
        "CREATE TRIGGER broken BEFORE INSERT ON attempt WHEN NEW.delivery = 1
         BEGIN SELECT RAISE(ABORT, 'broken'); END",
    );
    assert!(steps.send(10).await.is_err());
    world.commit_to(&store, 1..3, &["sink"]).await;
    world.time.pass(SECOND);
    assert_eq!(steps.send(10).await.unwrap().done, 2);
    assert_eq!(world.told(), [0, 1, 2]);
    // Its claim has ended, and what came of it can still not be committed.
    world.time.pass(HOUR);
    assert!(steps.send(10).await.is_err());
    world.time.pass(HOUR);
    world.commit_to(&store, 3..4, &["sink"]).await;
    world.execute("DROP TRIGGER broken");
    while steps.send(10).await.unwrap().done > 0 {}
    assert_eq!(world.told(), [0, 1, 2, 3]);
    assert_eq!((world.status().delivered, world.status().waiting_count), (4, 0));
}

#[tokio::test]
async fn in_strict_order_a_receiver_that_comes_back_has_all_that_waits_within_a_quarter_of_an_hour() {
    let mut world = World::new().await;
    world.flow.in_order = true;
    let (mut steps, store) = world.steps_and_store().await;
    world.commit(&store, 20).await;
    world.sink.answer(Answer::Status(500));
    let (down, mut attempts) = (world.time.now() + 20 * HOUR, Vec::new());
    while world.time.now() < down {
        let step = steps.send(10).await.unwrap();
        attempts.extend(std::iter::repeat_n(world.time.now(), step.done));
        world.time.set(step.next.unwrap_or(world.time.now()));
    }
    let longest = attempts.windows(2).map(|pair| pair[1].duration_since(pair[0])).max().unwrap();
    assert_eq!(longest.as_secs(), 900);
    assert!(world.told().iter().all(|number| *number == 0), "the others wait");
    world.sink.answer(Answer::Status(204));
    let back = world.time.now();
    world.sink.received(attempts.len()).await;
    while world.status().waiting_count > 0 {
        let step = steps.send(10).await.unwrap();
        world.time.set(step.next.filter(|_| step.done == 0).unwrap_or(world.time.now()));
    }
    assert_eq!(world.told().split_off(attempts.len()), (0..20).collect::<Vec<_>>());
    assert!(world.time.now() <= back + 900 * SECOND);
    assert_eq!(world.status().dead_count, 0);
}

#[tokio::test]
async fn in_strict_order_the_first_is_given_up_by_its_own_schedule_and_the_next_goes_on() {
    let mut world = World::new().await;
    world.flow.in_order = true;
    let (mut steps, store) = world.steps_and_store().await;
    world.commit(&store, 2).await;
    let start = world.time.now();
    world.sink.answer(Answer::Status(500));
    while world.status().dead_count == 0 {
        let step = steps.send(10).await.unwrap();
        world.time.set(step.next.unwrap_or(world.time.now()));
    }
    // The schedule is 76 hours, a fifth more or less; attempts in between have not shortened it.
    let hours = world.time.now().duration_since(start).as_hours();
    assert!((60..93).contains(&hours), "{hours} hours");
    world.sink.answer(Answer::Status(204));
    while world.status().delivered == 0 {
        let step = steps.send(10).await.unwrap();
        world.time.set(step.next.unwrap_or(world.time.now()));
    }
    assert_eq!(world.told().pop(), Some(1));
}

#[tokio::test]
async fn an_attempt_that_panics_has_failed_and_holds_nothing_else_up() {
    let world = World::new().await;
    let panics = Arc::new(AtomicBool::new(false));
    let (time, to_panic) = (world.time.clone(), Arc::clone(&panics));
    // Only what is done for one delivery runs as a task of its own.
    let clock = Clock::from_fn(move || {
        assert!(
            tokio::task::try_id().is_none() || !to_panic.swap(false, Ordering::SeqCst),
            "as the test asks"
        );
        time.now()
    });
    let store = open(&world.database());
    let mut steps = Steps::new(store.clone(), clock, &world.config(), 1).await.unwrap();
    world.commit(&store, 1).await;
    panics.store(true, Ordering::SeqCst);
    assert_eq!(steps.send(10).await.unwrap().done, 1);
    assert!(!panics.load(Ordering::SeqCst));
    let waiting = world.status().waiting.remove(0);
    assert_eq!(waiting.problem.as_deref(), Some("the attempt failed in a way that was not foreseen"));
    assert_eq!((waiting.attempts, world.sink.count()), (1, 0));
    let next = steps.send(10).await.unwrap().next.unwrap();
    assert!(
        next <= world.time.now() + 6 * SECOND,
        "it is tried again by its schedule, not when its claim ends"
    );
    world.time.set(next);
    assert_eq!(steps.send(10).await.unwrap().done, 1);
    assert_eq!(world.status().delivered, 1);
}

#[tokio::test]
async fn an_endpoint_that_is_overloaded_is_left_alone_with_all_its_deliveries() {
    for (answer, pause) in [
        (Answer::Status(429), Some(10)),
        (Answer::Status(502), Some(10)),
        (Answer::Status(504), Some(10)),
        (Answer::RetryAfter { status: 429, seconds: 90 }, Some(90)),
        (Answer::RetryAfter { status: 503, seconds: 90 }, Some(90)),
        (Answer::RetryAfter { status: 429, seconds: 9000 }, Some(3600)),
        (Answer::Status(500), None),
        (Answer::Status(503), None),
    ] {
        let world = World::new().await;
        let (mut steps, store) = world.steps_and_store().await;
        world.commit(&store, 2).await;
        world.sink.answer_next(answer.clone());
        assert_eq!(steps.send(1).await.unwrap().done, 1);
        let step = steps.send(1).await.unwrap();
        let expected = pause.map(|seconds| world.time.now() + seconds * SECOND);
        match expected {
            Some(end) => assert_eq!(step, Step { done: 0, next: Some(end) }, "{answer:?}"),
            None => assert_eq!(step.done, 1, "{answer:?}"),
        }
        if let Some(end) = expected {
            world.time.set(end);
            assert_eq!(steps.send(1).await.unwrap().done, 1, "{answer:?}");
        }
    }
}

#[tokio::test]
async fn a_receiver_that_moves_to_a_private_address_between_attempts_delays_no_other_and_loses_nothing() {
    let (world, other) = (World::new().await, Sink::start().await.unwrap());
    let has_moved = Arc::new(AtomicBool::new(false));
    let moved = Arc::clone(&has_moved);
    let lookup = Lookup::new(move |_| {
        let address = if moved.load(Ordering::SeqCst) { "10.0.0.1" } else { "127.0.0.1" };
        Box::pin(async move { Ok(vec![address.parse().unwrap()]) })
    });
    let mut config = world.config();
    config.egress.lookup = Some(lookup);
    let mut beside = Endpoint { name: "other".to_owned(), ..config.endpoints[0].clone() };
    beside.url = other.url().parse().unwrap();
    config.endpoints[0].url.set_host(Some("hooks.example")).unwrap();
    config.endpoints.push(beside);
    let store = open(&world.database());
    let mut steps = Steps::new(store.clone(), world.time.clock(), &config, 1).await.unwrap();

    world.commit_to(&store, 0..1, &["sink", "other"]).await;
    world.sink.answer_next(Answer::Close);
    assert_eq!(steps.send(10).await.unwrap().done, 2);
    assert_eq!((world.sink.count(), other.count()), (1, 1));
    has_moved.store(true, Ordering::SeqCst);
    // Until it rests; what comes for the other meanwhile reaches it at once.
    for attempt in 2..=5 {
        world.time.set(steps.send(10).await.unwrap().next.unwrap());
        world.commit_to(&store, attempt..attempt + 1, &["other"]).await;
        assert_eq!(steps.send(10).await.unwrap().done, 2);
        assert_eq!((world.sink.count(), other.count()), (1, attempt));
    }
    let status = world.status();
    let endpoint = status.endpoints.iter().find(|endpoint| endpoint.name == "sink").unwrap();
    let problem = endpoint.problem.as_deref().unwrap();
    assert!(problem.contains("hooks.example") && problem.contains("10.0.0.1"), "{problem}");
    assert!(endpoint.health.is_tripped() && endpoint.disabled.is_none(), "{endpoint:?}");
    assert_eq!((endpoint.waiting, endpoint.dead, status.delivered), (1, 0, 5));

    has_moved.store(false, Ordering::SeqCst);
    world.time.set(steps.send(10).await.unwrap().next.unwrap());
    assert_eq!(steps.send(10).await.unwrap().done, 1);
    assert_eq!((world.sink.count(), world.status().delivered), (2, 6));
    assert!(world.sink.changed().is_empty(), "the same id came with another body");
    assert_eq!(world.sink.all()[0].id, world.sink.all()[1].id);
}
