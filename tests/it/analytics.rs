//! Figures over HTTP: that each is right, says how it came about, and opens to exactly its calls; on the tenant's clocks, within
//! the rows of whoever asks.

use models::identity::membership::NewMember;
use models::identity::permission::Preset;
use models::identity::role::RoleRef;
use models::identity::tenant::{Tenant, TenantChange};
use models::ids::TenantId;
use serde_json::{Value, json};
use tests::{Client, TestApp};

/// Half past nine in Rome, on a Saturday.
const NOW: &str = "2026-11-28T08:30:00Z";

struct Scene {
    app: TestApp,
    tenant: TenantId,
    key: Client,
}

/// (external id, start, direction, from, agent, disposition, wait, talk)
type Call = (
    &'static str,
    &'static str,
    &'static str,
    Option<&'static str>,
    Option<&'static str>,
    &'static str,
    Option<i64>,
    i64,
);

const CALLS: [Call; 12] = [
    // Friday the 27th in Rome, the first one just after its midnight.
    (
        "a",
        "2026-11-26T23:05:00Z",
        "inbound",
        Some("+391"),
        Some("201"),
        "answered",
        Some(5),
        100,
    ),
    (
        "b",
        "2026-11-27T09:00:00Z",
        "inbound",
        Some("+391"),
        Some("201"),
        "answered",
        Some(25),
        300,
    ),
    (
        "c",
        "2026-11-27T09:10:00Z",
        "inbound",
        Some("+392"),
        None,
        "abandoned",
        Some(10),
        0,
    ),
    (
        "d",
        "2026-11-27T09:20:00Z",
        "inbound",
        Some("+393"),
        None,
        "missed",
        Some(40),
        0,
    ),
    (
        "e",
        "2026-11-27T10:00:00Z",
        "outbound",
        Some("201"),
        Some("201"),
        "answered",
        Some(7),
        50,
    ),
    (
        "f",
        "2026-11-27T10:05:00Z",
        "outbound",
        Some("202"),
        Some("202"),
        "busy",
        None,
        0,
    ),
    (
        "g",
        "2026-11-27T10:10:00Z",
        "inbound",
        None,
        Some("202"),
        "voicemail",
        Some(20),
        0,
    ),
    (
        "h",
        "2026-11-27T10:15:00Z",
        "inbound",
        Some("+391"),
        Some("202"),
        "answered",
        None,
        40,
    ),
    // Thursday's last minute, and a fortnight earlier.
    (
        "i",
        "2026-11-26T22:59:00Z",
        "inbound",
        Some("+394"),
        Some("202"),
        "answered",
        Some(20),
        20,
    ),
    (
        "j",
        "2026-11-13T09:00:00Z",
        "inbound",
        Some("+391"),
        Some("201"),
        "answered",
        Some(50),
        10,
    ),
    (
        "k",
        "2026-11-20T09:00:00Z",
        "inbound",
        Some("+395"),
        Some("203"),
        "answered",
        Some(1),
        700,
    ),
    (
        "l",
        "2026-11-28T08:00:00Z",
        "inbound",
        Some("+392"),
        Some("203"),
        "answered",
        Some(2),
        30,
    ),
];

async fn scene() -> Scene {
    let app = TestApp::start().await;
    let (tenant, key) = app.tenant("Acme").await;
    let (_, stranger) = app.tenant("Other").await;
    let rome = TenantChange {
        zone: Some("Europe/Rome".into()),
        ..TenantChange::default()
    };
    Tenant::set(&app.database.pools.owner, "test", tenant, rome)
        .await
        .unwrap();
    for client in [&key, &stranger] {
        let records: Vec<Value> = CALLS.iter().map(record).collect();
        assert_eq!(
            client.post("/v1/calls", &json!(records)).await.json["accepted"],
            json!(12)
        );
    }
    // Of the calls that were recorded, three were analysed.
    let labelled = [("a", "negative", -2.0), ("b", "positive", 3.0), ("k", "neutral", 0.5)];
    let rows = app.database.superuser().await;
    for (key, label, score) in labelled {
        rows.execute(
            "UPDATE calls SET analysis_status = 'analyzed', sentiment_label = $1, sentiment_score = $2 WHERE key = $3 AND tenant_id = $4",
            &[&label, &score, &key, &tenant.0],
        )
        .await
        .unwrap();
    }
    rows.batch_execute("UPDATE calls SET analysis_status = 'queued' WHERE key = 'h'")
        .await
        .unwrap();
    models::analytics::recount::rebuild(&app.database.pools.worker)
        .await
        .unwrap();
    app.database.stop_clock(NOW.parse().unwrap()).await;
    // Known before the clock stood still.
    rows.batch_execute("UPDATE calls SET created_at = '2026-11-28T08:29:00Z'")
        .await
        .unwrap();
    Scene { app, tenant, key }
}

fn record(call: &Call) -> Value {
    let (id, start, direction, from, agent, disposition, wait, talk) = call;
    let mut record = json!({ "external_id": id, "started_at": start, "direction": direction, "disposition": disposition, "talk_s": talk, "to": "100" });
    for (name, value) in [("from", from), ("agent", agent)] {
        if let Some(value) = value {
            record[name] = json!(value);
        }
    }
    if let Some(wait) = wait {
        // A waiting time follows from the moments.
        let start: chrono::DateTime<chrono::Utc> = start.parse().unwrap();
        let answered = start + chrono::TimeDelta::seconds(*wait);
        if *disposition == "answered" {
            record["answered_at"] = json!(answered.to_rfc3339());
        }
        record["ended_at"] = json!((answered + chrono::TimeDelta::seconds(*talk)).to_rfc3339());
    }
    record
}

fn figure<'a>(answer: &'a Value, id: &str) -> &'a Value {
    let figures = answer["figures"].as_array().unwrap();
    figures.iter().find(|figure| figure["id"] == id).unwrap()
}

/// Follows every link in an answer: the list has as many calls as the link says.
async fn links_hold(client: &Client, answer: &Value) -> usize {
    let mut links = Vec::new();
    collect(answer, &mut links);
    for (href, count) in &links {
        let (mut listed, mut cursor) = (0, String::new());
        loop {
            let page = client.get(&format!("{href}&limit=3{cursor}")).await;
            assert_eq!(page.status, 200, "{href}: {:?}", page.json);
            listed += page.json["data"].as_array().unwrap().len() as i64;
            match page.json["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(listed, *count, "{href}");
        let counted = client.get(&href.replace("/v1/calls?", "/v1/calls/count?")).await;
        assert_eq!(counted.json["count"], json!(count), "{href}");
    }
    links.len()
}

fn collect(value: &Value, links: &mut Vec<(String, i64)>) {
    match value {
        Value::Object(map) => {
            if let (Some(href), Some(count)) = (map.get("href"), map.get("count")) {
                links.push((href.as_str().unwrap().to_owned(), count.as_i64().unwrap()));
            }
            map.values().for_each(|value| collect(value, links));
        }
        Value::Array(list) => list.iter().for_each(|value| collect(value, links)),
        _ => (),
    }
}

#[tokio::test]
async fn the_overview_is_right_in_every_figure_and_each_opens_to_its_calls() {
    let scene = scene().await;
    let answer = scene
        .key
        .get("/v1/analytics/overview?range=yesterday&compare=previous")
        .await;
    assert_eq!(answer.status, 200, "{:?}", answer.json);
    let overview = &answer.json;
    assert_eq!(
        (
            &overview["period"]["from"],
            &overview["period"]["started_from"],
            &overview["as_of"]
        ),
        (&json!("2026-11-27"), &json!("2026-11-26T23:00:00Z"), &json!(NOW))
    );
    // The same day of the week before.
    assert_eq!(overview["compare"]["from"], "2026-11-20");
    for (id, numerator, denominator, n) in [
        ("calls", 8.0, 1.0, 8),
        ("answered", 4.0, 8.0, 8),
        ("missed", 3.0, 6.0, 6),
        ("abandoned", 2.0, 5.0, 5),
        // Of a, b, c, d (h is of unknown wait) c gave up within 20 s.
        ("service_level", 1.0, 3.0, 3),
        ("asa", 30.0, 2.0, 2),
        ("abandon_time", 50.0, 2.0, 2),
        ("aht", 490.0, 4.0, 4),
        ("talk_time", 490.0, 1.0, 4),
        ("sentiment", 1.0, 2.0, 2),
        ("negative_share", 1.0, 2.0, 2),
        ("positive_share", 1.0, 2.0, 2),
        ("analyzed", 2.0, 3.0, 3),
    ] {
        let one = figure(overview, id);
        assert_eq!(
            (&one["numerator"], &one["denominator"], &one["n"]),
            (&json!(numerator), &json!(denominator), &json!(n)),
            "{id}: {one}"
        );
        assert_eq!(one["value"], json!(numerator / denominator), "{id}");
    }
    let level = figure(overview, "service_level");
    assert_eq!(level["formula_id"], "SL4");
    let variants = level["variants"].as_array().unwrap();
    let ids: Vec<&Value> = variants.iter().map(|one| &one["formula_id"]).collect();
    assert_eq!(ids, ["SL1", "SL2", "SL3", "SL4", "SL5", "SLc"]);
    // Nobody of them gave up within five seconds.
    assert_eq!(
        (&variants[4]["numerator"], &variants[4]["denominator"]),
        (&json!(1.0), &json!(4.0))
    );
    assert_eq!(
        figure(overview, "asa")["exclusions"],
        json!([{ "reason": "wait_unknown", "calls": 1 }])
    );
    let calls = &figure(overview, "calls")["compare"];
    assert_eq!(
        (&calls["value"], &calls["change"], &calls["difference"]),
        (&json!(1.0), &json!(7.0), &json!(7.0))
    );
    assert!(
        figure(overview, "answered")["compare"]["change"].is_null(),
        "shares are told in points"
    );
    assert!(links_hold(&scene.key, overview).await >= 20);
    // Days of one's own choice to compare with, as many as the period has.
    let chosen = "/v1/analytics/overview?range=yesterday&compare=custom&compare_from=2026-11-13";
    let chosen = scene.key.get(chosen).await.json;
    let compared = (&chosen["compare"]["from"], &chosen["compare"]["to"]);
    assert_eq!(compared, (&json!("2026-11-13"), &json!("2026-11-13")));
    assert_eq!(figure(&chosen, "calls")["compare"]["value"], json!(1.0));
    assert!(links_hold(&scene.key, &chosen).await >= 20);
    // Today goes on: it is compared with yesterday up to half past nine in Rome, with the first of its calls.
    let today = "/v1/analytics/overview?range=today&compare=previous&match=date";
    let today = scene.key.get(today).await.json;
    assert_eq!(
        (
            &today["compare"]["from"],
            &today["compare"]["started_before"],
            &today["compare"]["whole"]
        ),
        (&json!("2026-11-27"), &json!("2026-11-27T08:30:00Z"), &json!(false))
    );
    assert_eq!(
        (&today["period"]["whole"], &overview["compare"]["whole"]),
        (&json!(true), &json!(true))
    );
    let calls = figure(&today, "calls");
    assert_eq!(
        (&calls["value"], &calls["compare"]["value"]),
        (&json!(1.0), &json!(1.0))
    );
    assert!(links_hold(&scene.key, &today).await >= 5);
    // Hours stand beside hours, those to come too.
    let hours = "/v1/analytics/volume?range=today&compare=previous&match=date";
    let hours = scene.key.get(hours).await.json;
    assert_eq!(hours["compare_points"].as_array().unwrap().len(), 24);
    assert_eq!(hours["compare"]["whole"], true);
    // Another threshold.
    let wide = scene
        .key
        .get("/v1/analytics/overview?range=yesterday&service_level_s=30")
        .await;
    assert_eq!(figure(&wide.json, "service_level")["numerator"], json!(2.0));
}

#[tokio::test]
async fn roll_ups_and_calls_tell_the_same_whatever_is_filtered() {
    let scene = scene().await;
    for more in [
        "",
        "&direction=inbound",
        "&disposition=answered,missed",
        "&source_instance=api&direction=inbound,outbound",
        "&exclude=weekends",
        "&exclude=weekends,incomplete&disposition=answered",
    ] {
        for operation in ["overview", "volume", "sentiment", "hours"] {
            let path = format!("/v1/analytics/{operation}?range=28d{more}");
            let rolled = scene.key.get(&path).await;
            // Every call has a number, so this filter changes nothing; but no roll-up can serve it.
            let counted = scene.key.get(&format!("{path}&number=*")).await;
            assert_eq!((rolled.status, counted.status), (200, 200), "{:?}", counted.json);
            let (mut rolled, mut counted) = (rolled.json, counted.json);
            for answer in [&mut rolled, &mut counted] {
                round(answer);
            }
            assert_eq!(rolled, counted, "{path}");
        }
    }
    for operation in [
        "volume?interval=hour",
        "sentiment",
        "hours",
        "agents",
        "callers",
        "handle-time",
        "first-call-resolution",
    ] {
        let join = if operation.contains('?') { '&' } else { '?' };
        let answer = scene
            .key
            .get(&format!("/v1/analytics/{operation}{join}from=2026-11-27&to=2026-11-27"))
            .await;
        assert_eq!(answer.status, 200, "{:?}", answer.json);
        assert!(links_hold(&scene.key, &answer.json).await > 0, "{operation}");
    }
}

/// Sums of floats are added in any order; links say what was filtered.
fn round(value: &mut Value) {
    match value {
        Value::Number(number) => {
            let rounded = number.as_f64().map(|number| (number * 1e9).round() / 1e9);
            *value = json!(rounded);
        }
        Value::Object(map) => {
            map.remove("href");
            map.values_mut().for_each(round);
        }
        Value::Array(list) => list.iter_mut().for_each(round),
        _ => (),
    }
}

#[tokio::test]
async fn points_cells_agents_and_callers_are_right() {
    let scene = scene().await;
    let get = async |path: &str| {
        let answer = scene.key.get(&format!("/v1/analytics/{path}")).await;
        assert_eq!(answer.status, 200, "{path}: {:?}", answer.json);
        answer.json
    };
    let volume = get("volume?from=2026-11-26&to=2026-11-28").await;
    let points = volume["points"].as_array().unwrap();
    let told: Vec<_> = points
        .iter()
        .map(|point| (point["at"].as_str().unwrap(), point["calls"].as_i64().unwrap()))
        .collect();
    assert_eq!(told, [("2026-11-26", 1), ("2026-11-27", 8), ("2026-11-28", 1)]);
    assert_eq!(
        (&points[1]["complete"], &points[2]["complete"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(points[1]["by_disposition"]["answered"], 4);
    assert_eq!(
        (&points[1]["answered_talk_s"], &points[1]["aht_s"]),
        (&json!(490), &json!(122.5))
    );
    let felt = get("sentiment?range=yesterday").await;
    let split = &felt["split"];
    assert_eq!(
        (&split["score_sum"], &split["n"], &split["score"]),
        (&json!(1.0), &json!(2), &json!(0.5))
    );
    assert_eq!(points[1]["by_direction"], json!({ "inbound": 6, "outbound": 2 }));
    assert_eq!(
        get("volume?from=2026-11-27&to=2026-11-27").await["points"]
            .as_array()
            .unwrap()
            .len(),
        24
    );
    let hours = get("hours?range=28d").await;
    let ten = hours["cells"]
        .as_array()
        .unwrap()
        .iter()
        .find(|cell| cell["weekday"] == 5 && cell["hour"] == 10)
        .unwrap();
    assert_eq!((&ten["calls"], &hours["calls_max"]), (&json!(5), &json!(5)));
    let agents = get("agents?range=28d&sort=agent").await;
    let told: Vec<_> = agents["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["agent"].as_str().unwrap(), one["calls"].as_i64().unwrap()))
        .collect();
    assert_eq!(told, [("201", 4), ("202", 4), ("203", 2)]);
    assert_eq!(
        (&agents["data"][0]["talk_s"], &agents["data"][0]["aht_s"]),
        (&json!(460), &json!(115.0))
    );
    let callers = get("callers?range=28d").await;
    assert_eq!(
        (&callers["callers"], &callers["withheld"], &callers["calls"]),
        (&json!(5), &json!(1), &json!(10))
    );
    assert_eq!(
        (&callers["data"][0]["number"], &callers["data"][0]["calls"]),
        (&json!("+391"), &json!(4))
    );
    assert_eq!(
        (&callers["data"][0]["score_sum"], &callers["data"][0]["labelled"]),
        (&json!(1.0), &json!(2))
    );
    assert_eq!(callers["withheld_calls"]["count"], json!(1));
    links_hold(&scene.key, &callers).await;
    let handle = get("handle-time?range=28d").await;
    assert_eq!(
        (&handle["numerator"], &handle["denominator"]),
        (&json!(1250), &json!(8))
    );
    let of = |share: f64| {
        handle["percentiles"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["share"] == json!(share))
            .unwrap()["talk_s"]
            .clone()
    };
    assert_eq!((of(0.5), of(0.99)), (json!(40), json!(700)));
    assert_eq!(
        (&handle["exclusions"], &handle["calls"]["count"]),
        (&json!([{ "reason": "not_answered", "calls": 4 }]), &json!(8))
    );
    for counted in [&volume, &hours, &callers] {
        assert_eq!(counted["formula_id"], "V1");
    }
    let formulas = agents["formulas"].as_array().unwrap();
    let aht = formulas.iter().find(|one| one["name"] == "aht_s").unwrap();
    assert_eq!(aht["formula_id"], "aht_no_acw");
    let fcr = get("first-call-resolution?range=28d").await;
    let value = |id: &str| {
        let figure = fcr["figures"]
            .as_array()
            .unwrap()
            .iter()
            .find(|figure| figure["formula_id"] == id)
            .unwrap();
        (
            figure["numerator"].as_i64().unwrap(),
            figure["denominator"].as_i64().unwrap(),
        )
    };
    // +391 calls on the 13th, then a, b, h within a day; +392 on the 27th and 28th.
    assert_eq!((value("FCR-repeat-1d"), value("FCR-repeat-30d")), ((6, 9), (5, 9)));
    // The figure falls by calls of its numerator alone: b and c are followed already.
    let provisional: Vec<&Value> = fcr["figures"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["provisional"])
        .collect();
    assert_eq!((provisional[0], provisional[3]), (&json!(3), &json!(5)));
    assert_eq!((value("FCR-once-callers"), value("calls-per-caller")), ((3, 5), (9, 5)));
    assert_eq!(
        fcr["exclusions"],
        json!([{ "reason": "caller_unknown", "calls": 1 }, { "reason": "not_inbound", "calls": 2 }])
    );
    // Each of the seven definitions opens to its calls.
    assert!(links_hold(&scene.key, &fcr).await >= 7);
    let others = get("first-call-resolution?range=28d&direction=outbound").await;
    assert_eq!(
        (&others["n"], &others["exclusions"]),
        (&json!(0), &json!([{ "reason": "not_inbound", "calls": 2 }]))
    );
}

/// A leg of a call of the queue, which began at ten and was answered after ten seconds.
fn leg(call: &str, agent: &str, kind: &str, talk_s: Option<i64>) -> Value {
    let mut leg = json!({ "external_id": format!("{call}-{agent}-{kind}"), "linked_id": call, "started_at": "2026-11-27T10:00:00Z",
        "ended_at": "2026-11-27T10:00:10Z", "direction": "inbound", "from": "+391", "agent": agent, "disposition": "missed", "talk_s": 0,
        "custom": { "leg_kind": kind } });
    if let Some(talk_s) = talk_s {
        let answered: chrono::DateTime<chrono::Utc> = "2026-11-27T10:00:10Z".parse().unwrap();
        leg["answered_at"] = json!(answered.to_rfc3339());
        leg["ended_at"] = json!((answered + chrono::TimeDelta::seconds(talk_s)).to_rfc3339());
        leg["disposition"] = json!("answered");
        leg["talk_s"] = json!(talk_s);
    }
    leg
}

#[tokio::test]
async fn of_agents_whose_telephone_rang_only_who_talked_handled_the_call_and_two_sides_of_it_are_not_added() {
    let app = TestApp::start().await;
    let (_, key) = app.tenant("Acme").await;
    let mut held = leg("c", "204", "queue", Some(90));
    held["custom"]["talk_includes_queue_wait"] = json!(true);
    let mut mobile = leg("d", "", "party", Some(100));
    mobile.as_object_mut().unwrap().remove("agent");
    for record in [
        // It rang, and somebody outside took it.
        leg("d", "201", "agent", None),
        mobile,
        // Both rang, one was quicker.
        leg("a", "201", "agent", None),
        leg("a", "202", "agent", Some(60)),
        // The queue's side and the agent's, at one time.
        leg("b", "203", "queue", Some(158)),
        leg("b", "203", "agent", Some(158)),
        leg("b", "201", "agent", None),
        // The queue's side holds the wait.
        held,
        leg("c", "204", "agent", Some(70)),
        leg("c", "201", "agent", None),
    ] {
        let sent = key.post("/v1/calls", &record).await;
        assert_eq!(sent.status, 202, "{}", sent.json);
    }
    let agents = key
        .get("/v1/analytics/agents?from=2026-11-27&to=2026-11-27&sort=agent")
        .await;
    assert_eq!(agents.status, 200, "{}", agents.json);
    let told = agents.json["data"].as_array().unwrap().iter().map(|one| {
        [
            "agent", "calls", "answered", "handled", "talk_s", "aht_s", "wait_s", "waits", "asa_s",
        ]
        .map(|name| one[name].clone())
    });
    let wanted = [
        json!(["201", 4, 4, 0, 0, null, 0, 0, null]),
        json!(["202", 1, 1, 1, 60, 60.0, 10, 1, 10.0]),
        json!(["203", 1, 1, 1, 158, 158.0, 10, 1, 10.0]),
        json!(["204", 1, 1, 1, 70, 70.0, 10, 1, 10.0]),
    ];
    assert_eq!(told.map(|row| json!(row)).collect::<Vec<_>>(), wanted);
    assert_eq!(links_hold(&key, &agents.json).await, 4);
}

#[tokio::test]
async fn who_called_once_called_at_no_other_time_of_the_period_whatever_else_is_asked_for() {
    let scene = scene().await;
    let names = async |query: &str| -> Vec<&'static str> {
        let answer = scene.key.get(&format!("/v1/calls?{query}")).await;
        assert_eq!(answer.status, 200, "{query}: {:?}", answer.json);
        let found = answer.json["data"].as_array().unwrap().clone();
        let is_found = |name: &str| {
            let id = models::ids::call(scene.tenant, "api", name).0.to_string();
            found.iter().any(|call| call["id"] == id.as_str())
        };
        CALLS.iter().map(|call| call.0).filter(|name| is_found(name)).collect()
    };
    let friday = "from_day=2026-11-27&to_day=2026-11-27&direction=inbound";
    assert_eq!(names(&format!("{friday}&called_once=true")).await, ["c", "d"]);
    // A caller without a number is nobody who is known to have called once or twice.
    assert_eq!(names(&format!("{friday}&called_once=false")).await, ["a", "b", "h"]);
    // Agent 202 has one call of somebody who also spoke with 201.
    assert_eq!(names(&format!("{friday}&called_once=true&agent=202")).await, [""; 0]);
    // Somebody who sees the calls of 202 alone is not told of the others.
    let mut new = NewMember::of(RoleRef::Preset(Preset::Agent));
    new.agents = vec!["202".into()];
    let (_, agent) = scene.app.member(scene.tenant, new).await;
    let counted = agent.get(&format!("/v1/calls/count?{friday}&called_once=true")).await;
    assert_eq!(counted.json["count"], json!(1));
}

#[tokio::test]
async fn weekends_and_the_day_that_is_not_over_are_left_out() {
    let scene = scene().await;
    let get = async |operation: &str, query: &str| {
        let path = format!("/v1/analytics/{operation}?from=2026-11-26&to=2026-11-28{query}");
        let answer = scene.key.get(&path).await;
        assert_eq!(answer.status, 200, "{path}: {:?}", answer.json);
        links_hold(&scene.key, &answer.json).await;
        answer.json
    };
    // The last of them is a Saturday, and today.
    for (query, calls, days) in [
        ("", 10, 3),
        ("&exclude=weekends", 9, 3),
        ("&exclude=incomplete", 9, 2),
        ("&exclude=weekends,incomplete&number=*", 9, 2),
    ] {
        let overview = get("overview", query).await;
        assert_eq!(
            (&figure(&overview, "calls")["value"], &overview["period"]["days"]),
            (&json!(f64::from(calls)), &json!(days)),
            "{query}"
        );
        let volume = get("volume", query).await;
        let points = volume["points"].as_array().unwrap();
        let told: i64 = points.iter().map(|point| point["calls"].as_i64().unwrap()).sum();
        assert_eq!(told, i64::from(calls), "{query}");
    }
    let hours = get("hours", "&exclude=weekends").await;
    assert_eq!(hours["cells"].as_array().unwrap().len(), 5 * 24);
    for operation in ["agents", "callers", "sentiment", "handle-time", "first-call-resolution"] {
        get(operation, "&exclude=weekends").await;
    }
    let today = scene
        .key
        .get("/v1/analytics/overview?range=today&exclude=incomplete")
        .await;
    assert_eq!(today.json["period"]["days"], 1, "{:?}", today.json);
}

#[tokio::test]
async fn the_trend_of_repeat_calls_adds_up_to_the_figure_of_its_window() {
    let scene = scene().await;
    for (window, filter) in [(7, ""), (1, ""), (30, "&agent=201"), (7, "&direction=outbound")] {
        let path =
            format!("/v1/analytics/first-call-resolution?from=2026-11-20&to=2026-11-28&within_d={window}{filter}");
        let answer = scene.key.get(&path).await;
        assert_eq!(answer.status, 200, "{path}: {:?}", answer.json);
        links_hold(&scene.key, &answer.json).await;
        let answer = answer.json;
        let points = answer["trend"].as_array().unwrap();
        assert_eq!((points.len(), &answer["interval"]), (9, &json!("day")), "{path}");
        let sum = |name: &str| json!(points.iter().map(|point| point[name].as_i64().unwrap()).sum::<i64>());
        let formula = format!("FCR-repeat-{window}d");
        let figures = answer["figures"].as_array().unwrap();
        let Some(whole) = figures.iter().find(|figure| figure["formula_id"] == formula.as_str()) else {
            assert_eq!((sum("n"), filter), (json!(0), "&direction=outbound"));
            continue;
        };
        assert_eq!(
            [&sum("n"), &sum("resolved"), &sum("provisional")],
            [&answer["n"], &whole["numerator"], &whole["provisional"]],
            "{path}"
        );
    }
    for (query, parameter) in [("within_d=2", "within_d"), ("interval=minute", "interval")] {
        let refused = scene
            .key
            .get(&format!("/v1/analytics/first-call-resolution?{query}"))
            .await;
        assert_eq!(
            (refused.refusal(), &refused.json["parameter"]),
            ((400, "invalid_parameter"), &json!(parameter))
        );
    }
}

#[tokio::test]
async fn an_agent_sees_the_figures_of_own_calls_and_another_tenant_none() {
    let scene = scene().await;
    let mut new = NewMember::of(RoleRef::Preset(Preset::Agent));
    new.agents = vec!["202".into()];
    let (_, agent) = scene.app.member(scene.tenant, new).await;
    let overview = agent.get("/v1/analytics/overview?range=28d").await.json;
    assert_eq!(figure(&overview, "calls")["numerator"], json!(4.0));
    assert!(links_hold(&agent, &overview).await > 5);
    let agents = agent.get("/v1/analytics/agents?range=28d").await.json;
    assert_eq!(
        (&agents["agents"], &agents["data"][0]["agent"]),
        (&json!(1), &json!("202"))
    );
    let fcr = agent.get("/v1/analytics/first-call-resolution?range=28d").await.json;
    assert_eq!(fcr["n"], json!(2));
    assert!(links_hold(&agent, &fcr).await > 3);
    let (_, empty) = scene.app.tenant("Empty").await;
    let none = empty.get("/v1/analytics/overview?range=12mo&compare=year").await.json;
    assert_eq!(
        (&figure(&none, "calls")["value"], &figure(&none, "aht")["value"]),
        (&json!(0.0), &Value::Null)
    );
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused_by_name() {
    let app = TestApp::start().await;
    let (_, key) = app.tenant("Acme").await;
    for (query, parameter) in [
        ("range=forever", "range"),
        ("from=2026-1-1", "from"),
        ("from=2026-11-28T00:00", "from"),
        ("from=2026-11-02&to=2026-11-01", "to"),
        ("to=2026-11-01", "to"),
        ("range=7d&from=2026-11-01", "range"),
        ("compare=never", "compare"),
        ("compare=custom", "compare_from"),
        ("compare=custom&compare_to=2026-11-01", "compare_to"),
        (
            "compare=custom&compare_from=2026-11-02&compare_to=2026-11-01",
            "compare_to",
        ),
        ("compare=previous&compare_from=2026-11-02", "compare"),
        ("match=moon", "match"),
        ("exclude=mondays", "exclude"),
        ("exclude=after_hours&after_hours=true", "exclude"),
        ("disposition=answered,lost", "disposition"),
        ("interval=minute", "interval"),
    ] {
        let refused = key.get(&format!("/v1/analytics/volume?{query}")).await;
        assert_eq!(
            (refused.refusal(), &refused.json["parameter"]),
            ((400, "invalid_parameter"), &json!(parameter)),
            "{query}"
        );
    }
    for query in [
        "nothing=1",
        "service_level_s=21",
        "from=0001-01-01&to=9999-12-31&compare=year",
        "from=1900-01-01&to=2026-01-01&interval=hour",
    ] {
        for operation in ["overview", "volume"] {
            let refused = key.get(&format!("/v1/analytics/{operation}?{query}")).await;
            let elsewhere = refused.status == 200 || refused.refusal() == (400, "invalid_parameter");
            assert!(elsewhere, "{operation}?{query}: {:?}", refused.json);
        }
    }
    for (query, parameter) in [
        ("weekday=8", "weekday"),
        ("weekday=1,,2", "weekday"),
        ("hour=24", "hour"),
        ("range=x", "range"),
        ("called_again_within_d=0", "called_again_within_d"),
    ] {
        let refused = key.get(&format!("/v1/calls?{query}")).await;
        assert_eq!(
            (refused.refusal(), &refused.json["parameter"]),
            ((400, "invalid_parameter"), &json!(parameter)),
            "{query}"
        );
    }
}

#[tokio::test]
async fn an_operator_recounts_the_roll_ups_and_counts_them_anew() {
    let scene = scene().await;
    let agrees = "the roll-ups say what the calls say\n";
    assert_eq!(scene.app.run(&["rollup", "verify"]).await, agrees);
    let rows = scene.app.database.superuser().await;
    rows.batch_execute("UPDATE call_stats SET calls = calls + 1 WHERE disposition = 'voicemail'")
        .await
        .unwrap();
    let differs = scene.app.end(&["rollup", "verify"]).await;
    assert_eq!(differs.status, 1, "{differs:?}");
    let row = format!(
        "{} 2026-11-27T10:00:00+00:00 api inbound voicemail stored=2 counted=1",
        scene.tenant.0
    );
    assert!(differs.out.lines().any(|line| line == row), "{differs:?}");
    scene.app.run(&["rollup", "rebuild"]).await;
    assert_eq!(scene.app.run(&["rollup", "verify"]).await, agrees);
}
