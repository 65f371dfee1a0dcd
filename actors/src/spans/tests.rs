use super::*;

const THREAD: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

fn spans() -> Spans {
    let settings = SpanSettings {
        // Nobody listens at port 9.
        endpoint: "http://127.0.0.1:9".into(),
        headers: vec![("authorization".into(), "Bearer hunter2".into())],
        sample: 1.0,
        queue_max: 16,
        every: Duration::from_secs(60),
        answer_max: Duration::from_secs(1),
        outbound: Outbound::new(vec![]).unwrap(),
    };
    assert!(!format!("{settings:?}").contains("hunter"));
    Spans::follow(settings, metrics::Metrics::new().unwrap().spans).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_span_goes_on_with_the_trace_it_was_given_and_with_its_wish() {
    let spans = spans();
    let given: TraceParent = THREAD.parse().unwrap();
    let thread = spans.begin(Kind::Server, "one", Some(given)).thread().unwrap();
    assert_eq!((thread.trace, thread.sampled), (given.trace, true));
    assert_ne!(thread.span, given.span);
    let unwanted = TraceParent {
        sampled: false,
        ..given
    };
    let thread = spans.begin(Kind::Server, "one", Some(unwanted)).thread().unwrap();
    assert_eq!((thread.trace, thread.sampled), (given.trace, false));
    assert!(spans.begin(Kind::Internal, "begins", None).thread().unwrap().sampled);
    // Nobody takes them: that is said, and nothing hangs.
    spans.end().await;
}

#[tokio::test]
async fn nothing_is_made_where_nobody_follows() {
    let mut open = Spans::default().begin(Kind::Server, "one", THREAD.parse().ok());
    open.note("a", 1_i64);
    open.fail("b");
    assert_eq!(open.thread(), None);
    assert_eq!(scope(None, async { current() }).await, None);
    let given: TraceParent = THREAD.parse().unwrap();
    assert_eq!(scope(Some(given), async { current() }).await, Some(given));
}
