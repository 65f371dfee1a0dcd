//! The directory over HTTP: names on calls, hot desks, corrections of the past, figures by person, rows of those who see their own, tables.

use models::analytics::recount;
use models::identity::membership::NewMember;
use models::identity::permission::Preset;
use models::identity::role::RoleRef;
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Answer, Client, TestApp, eventually};

/// An answered call of these agents, one leg each, on this day.
async fn call(client: &Client, id: &str, day: &str, agents: &[&str]) -> String {
    let mut call = String::new();
    for (n, agent) in agents.iter().enumerate() {
        let record = json!({ "external_id": format!("{id}-{n}"), "linked_id": id, "direction": "inbound", "from": "+12025550143", "agent": agent,
            "started_at": format!("{day}T10:0{n}:00Z"), "answered_at": format!("{day}T10:0{n}:10Z"), "ended_at": format!("{day}T10:0{n}:40Z"),
            "disposition": "answered", "talk_s": 30 });
        let sent = client.post("/v1/calls", &record).await;
        assert_eq!(sent.status, 202, "{}", sent.json);
        call = sent.json["call_id"].as_str().unwrap().to_owned();
    }
    call
}

async fn ids(client: &Client, query: &str) -> Vec<String> {
    let page = client.get(&format!("/v1/calls?sort=started_at&{query}")).await;
    assert_eq!(page.status, 200, "{query}: {}", page.json);
    let data = page.json["data"].as_array().unwrap().iter();
    data.map(|call| call["id"].as_str().unwrap().to_owned()).collect()
}

async fn import(client: &Client, table: &str, dry: bool) -> Answer {
    let path = format!("/v1/directory/import?dry_run={dry}");
    client.post_text(&path, "text/csv", table).await
}

async fn figures(client: &Client) -> Vec<(String, i64, i64)> {
    figures_of(client, "").await
}

/// Each row's link leads to as many calls as the row says.
async fn figures_of(client: &Client, filter: &str) -> Vec<(String, i64, i64)> {
    let agents = client
        .get(&format!(
            "/v1/analytics/agents?from=2026-01-01&to=2026-12-31&compare=off&sort=agent{filter}"
        ))
        .await;
    for one in agents.json["data"].as_array().unwrap() {
        let count = one["link"]["href"]
            .as_str()
            .unwrap()
            .replace("/v1/calls?", "/v1/calls/count?");
        assert_eq!(client.get(&count).await.json["count"], one["calls"], "{filter}: {one}");
    }
    assert_eq!(agents.status, 200, "{}", agents.json);
    let data = agents.json["data"].as_array().unwrap().iter();
    data.map(|one| {
        let number = |name: &str| one[name].as_i64().unwrap();
        (
            one["agent"].as_str().unwrap().to_owned(),
            number("calls"),
            number("talk_s"),
        )
    })
    .collect()
}

fn named(name: &str, calls: i64, talk_s: i64) -> (String, i64, i64) {
    (name.to_owned(), calls, talk_s)
}

#[tokio::test]
async fn calls_of_the_past_show_filter_and_count_by_who_had_the_extension_then_and_a_correction_holds_at_once() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let march = call(&client, "m", "2026-03-05", &["101"]).await;
    let april = call(&client, "a", "2026-04-05", &["101", "202"]).await;
    assert_eq!(figures(&client).await, [named("101", 2, 60), named("202", 1, 30)]);

    let anna = client
        .post(
            "/v1/directory",
            &json!({ "extension": "101", "name": " Anna  Schmidt " }),
        )
        .await;
    assert_eq!((anna.status, &anna.json["name"]), (201, &json!("Anna Schmidt")));
    // Whoever comes after her ends her time; a day is the tenant's.
    let ben = json!({ "extension": "101", "name": "Ben", "valid_from": "2026-04-01" });
    let ben = client.post("/v1/directory", &ben).await;
    assert_eq!(ben.json["valid_from"], json!("2026-04-01T00:00:00Z"));
    let listed = client.get("/v1/directory?q=anna").await.json["data"].clone();
    assert_eq!(listed[0]["valid_until"], json!("2026-04-01T00:00:00Z"));
    // Anna sits elsewhere by then, and took part in Ben's call.
    let elsewhere = json!({ "extension": "202", "name": "Anna Schmidt" });
    assert_eq!(client.post("/v1/directory", &elsewhere).await.status, 201);

    let detail = client.get(&format!("/v1/calls/{april}")).await.json;
    assert_eq!(
        (&detail["agent"], &detail["agent_name"], &detail["agent_names"]),
        (&json!("101"), &json!("Ben"), &json!(["Ben", "Anna Schmidt"]))
    );
    assert_eq!(detail["legs"][1]["agent_name"], json!("Anna Schmidt"));
    assert_eq!(ids(&client, "agent=anna+schmidt").await, [march.clone(), april.clone()]);
    assert_eq!(ids(&client, "agent=Ben").await, std::slice::from_ref(&april));
    assert_eq!(ids(&client, "agent=101").await, [march.clone(), april.clone()]);
    assert_eq!(
        figures(&client).await,
        [named("Anna Schmidt", 2, 60), named("Ben", 1, 30)]
    );
    // Asked about one of them, the others of a call have no row; an extension is told of as such, whoever had it.
    for (asked, told) in [
        ("anna+schmidt", vec![named("Anna Schmidt", 2, 60)]),
        ("Ben", vec![named("Ben", 1, 30)]),
        ("101", vec![named("101", 2, 60)]),
        ("nobody", vec![]),
    ] {
        assert_eq!(figures_of(&client, &format!("&agent={asked}")).await, told, "{asked}");
    }
    let csv = client.get("/v1/calls/export?format=csv&agent=Ben").await.text();
    assert!(csv.contains(",Ben,Ben;Anna Schmidt,"), "{csv}");

    // It was Cleo all the time, not Ben: the past says so from the next request on.
    let path = format!("/v1/directory/{}", ben.json["id"].as_str().unwrap());
    let change = json!({ "name": "Cleo", "valid_from": "2026-03-01" });
    let refused = client.send(client.request(Method::PATCH, &path).json(&change)).await;
    assert_eq!(refused.status, 200, "{}", refused.json);
    assert_eq!(ids(&client, "agent=Cleo").await, [march.clone(), april.clone()]);
    assert_eq!(ids(&client, "agent=Ben").await, Vec::<String>::new());
    assert_eq!(
        figures(&client).await,
        [named("Anna Schmidt", 1, 30), named("Cleo", 2, 60)]
    );
    assert_eq!(recount::differences(&app.database.pools.worker).await.unwrap(), []);

    let gone = client.send(client.request(Method::DELETE, &path)).await;
    assert_eq!(gone.status, 204);
    assert_eq!(
        client.get(&format!("/v1/calls/{march}")).await.json["agent_name"],
        Value::Null
    );
    let audit = client.get("/v1/audit?q=action:directory.changed").await.json["data"].clone();
    assert_eq!(audit[0]["after"]["name"], json!("Cleo"), "{audit}");
}

#[tokio::test]
async fn somebody_with_two_extensions_in_one_call_counts_it_once_with_all_that_they_talked() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    call(&client, "c", "2026-03-05", &["101", "102", "103"]).await;
    for extension in ["101", "103"] {
        let listing = json!({ "extension": extension, "name": "Anna" });
        assert_eq!(client.post("/v1/directory", &listing).await.status, 201);
    }
    assert_eq!(figures(&client).await, [named("102", 1, 30), named("Anna", 1, 60)]);
}

/// `figures_of` follows the link of each row.
#[tokio::test]
async fn a_row_of_an_extension_opens_to_what_nobody_is_named_for_and_one_of_a_name_to_that_spelling() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let march = call(&client, "m", "2026-03-05", &["101"]).await;
    let april = call(&client, "a", "2026-04-05", &["101", "102"]).await;
    call(&client, "s", "2026-04-06", &["103"]).await;
    for listing in [
        json!({ "extension": "101", "name": "Ben", "valid_from": "2026-04-01" }),
        json!({ "extension": "102", "name": "Anna" }),
        json!({ "extension": "103", "name": "ANNA" }),
    ] {
        assert_eq!(client.post("/v1/directory", &listing).await.status, 201);
    }
    let told = ["101", "ANNA", "Anna", "Ben"].map(|name| named(name, 1, 30));
    assert_eq!(figures(&client).await, told);
    assert_eq!(
        ids(&client, "agent=101&agent_exact=true").await,
        std::slice::from_ref(&march)
    );
    assert_eq!(ids(&client, "agent=101").await, [march, april.clone()]);
    assert_eq!(ids(&client, "agent=Anna&agent_exact=true").await, [april]);
    // An extension that is asked about is told of as such, whoever had it.
    assert_eq!(figures_of(&client, "&agent=101").await, [named("101", 2, 60)]);
    assert_eq!(
        ids(&client, "agent_exact=true").await.len(),
        3,
        "without an agent it says nothing"
    );
}

#[tokio::test]
async fn an_extension_is_one_persons_at_a_time_and_what_is_wrong_is_named() {
    let app = TestApp::start().await;
    let (_, client) = app.tenant("Acme").await;
    let march = json!({ "extension": "101", "name": "Anna", "valid_from": "2026-03-01", "valid_until": "2026-03-31" });
    let made = client.post("/v1/directory", &march).await;
    assert_eq!(made.json["valid_until"], json!("2026-04-01T00:00:00Z"));
    // A day of hers is cut out of her time.
    let day = json!({ "extension": "101", "name": "Ben", "valid_from": "2026-03-10", "valid_until": "2026-03-10" });
    assert_eq!(client.post("/v1/directory", &day).await.status, 201);
    assert_eq!(
        client.get("/v1/directory").await.json["data"].as_array().unwrap().len(),
        3
    );
    for (listing, code, word) in [
        (
            json!({ "extension": "101", "name": "Cleo" }),
            409,
            "one person's at a time",
        ),
        (
            json!({ "extension": "101", "name": "Cleo", "valid_from": "2026-03-05", "valid_until": "2026-03-12" }),
            409,
            "Ben",
        ),
        (json!({ "extension": "", "name": "Cleo" }), 400, "extension"),
        (json!({ "extension": "9", "name": "=cmd()" }), 400, "formula"),
        (
            json!({ "extension": "9", "name": "Cleo", "valid_from": "1.3.2026" }),
            400,
            "valid_from",
        ),
        (
            json!({ "extension": "9", "name": "Cleo", "valid_from": "2026-03-02", "valid_until": "2026-03-01" }),
            400,
            "valid_until",
        ),
        (
            json!({ "extension": "9", "name": "Cleo", "member_id": "00000000-0000-0000-0000-000000000001" }),
            400,
            "member_id",
        ),
    ] {
        let refused = client.post("/v1/directory", &listing).await;
        assert_eq!(refused.status, code, "{listing}: {}", refused.json);
        assert!(
            refused.json["detail"].as_str().unwrap().contains(word),
            "{}",
            refused.json
        );
    }
    let page = client.get("/v1/directory?limit=2").await.json;
    let rest = client
        .get(&format!(
            "/v1/directory?limit=2&cursor={}",
            page["next"].as_str().unwrap()
        ))
        .await
        .json;
    assert_eq!(
        (rest["data"].as_array().unwrap().len(), &rest["next"]),
        (1, &Value::Null)
    );
}

#[tokio::test]
async fn a_table_is_looked_at_first_then_taken_line_by_line_and_the_same_again_changes_nothing() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let (person, _) = app.member(tenant, NewMember::of(RoleRef::Preset(Preset::Viewer))).await;
    let table = format!(
        "Extension;Name;Email;Valid from;Valid until\n101;Anna;;;\n101;Ben;;2026-04-01;\n102;=Cleo;;;\n103;Dora;nobody@example.com;;\n104;Emil;{person}@example.com;;2026-06-30\n"
    );
    let look = import(&client, &table, true).await;
    assert_eq!(look.status, 200, "{}", look.json);
    let results: Vec<&str> = look.json["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["result"].as_str().unwrap())
        .collect();
    assert_eq!(results, ["created", "created", "refused", "refused", "created"]);
    assert_eq!(look.json["lines"][1]["detail"], json!("takes over from Anna"));
    assert_eq!(look.json["lines"][3]["line"], json!(5));
    assert_eq!(
        client.get("/v1/directory").await.json["data"],
        json!([]),
        "nothing is written"
    );
    let done = import(&client, &table, false).await.json;
    assert_eq!((&done["created"], &done["refused"]), (&json!(3), &json!(2)));
    let again = import(&client, &table, false).await.json;
    assert_eq!((&again["unchanged"], &again["changed"]), (&json!(3), &json!(0)));
    let corrected = import(&client, "extension,name\n101,Anne\n", false).await.json;
    assert_eq!(corrected["changed"], json!(1));
    let listed = client.get("/v1/directory").await.json["data"].clone();
    assert_eq!(
        (&listed[0]["name"], &listed[2]["member_id"]),
        (&json!("Anne"), &json!(person))
    );
    let table = client.get("/v1/directory/export").await.text();
    let emil = format!("\r\n104,Emil,{person}@example.com,,2026-07-01T00:00:00Z,\r\n");
    assert!(table.contains(&emil), "{table}");
    assert_eq!(import(&client, &table, false).await.json["unchanged"], json!(3));
    for (table, word) in [
        ("name\nAnna\n", "\"extension\" is missing"),
        ("extension,name,nmae\n", "nmae"),
        ("", "empty"),
    ] {
        let refused = import(&client, table, true).await;
        assert_eq!(refused.refusal(), (400, "invalid_parameter"));
        assert!(
            refused.json["detail"].as_str().unwrap().contains(word),
            "{}",
            refused.json
        );
    }
    let wrong = client.post("/v1/directory/import", &json!({})).await;
    assert_eq!(wrong.refusal(), (415, "unsupported_media_type"));
}

/// An answered call of extension 201 on this telephone system.
async fn call_of(client: &Client, source: &str) -> String {
    let made = client
        .post("/v1/sources", &json!({ "name": source, "format": "canonical" }))
        .await;
    assert_eq!(made.status, 201, "{}", made.json);
    let record = json!({ "source_instance": source, "external_id": "1", "direction": "inbound", "from": "+12025550143", "agent": "201",
        "started_at": "2026-03-05T10:00:00Z", "answered_at": "2026-03-05T10:00:10Z", "ended_at": "2026-03-05T10:00:40Z",
        "disposition": "answered", "talk_s": 30 });
    let sent = client.post("/v1/calls", &record).await;
    assert_eq!(sent.status, 202, "{}", sent.json);
    sent.json["call_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_same_extension_of_two_telephone_systems_is_two_people_wherever_it_is_read() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let (rome, milan) = (call_of(&client, "rome").await, call_of(&client, "milan").await);
    let new = NewMember {
        agents: vec!["201".into()],
        ..NewMember::of(RoleRef::Preset(Preset::Agent))
    };
    let (person, anna) = app.member(tenant, new).await;
    let table = format!(
        "source_instance,extension,name,email\nrome,201,Anna,{person}@example.com\nmilan,201,Ben,\nparis,201,Cleo,\n"
    );
    let done = import(&client, &table, false).await.json;
    assert_eq!((&done["created"], &done["refused"]), (&json!(2), &json!(1)));
    assert!(done["lines"][2]["detail"].as_str().unwrap().contains("paris"), "{done}");
    // Without a system it would be both's.
    let everywhere = client
        .post("/v1/directory", &json!({ "extension": "201", "name": "Cleo" }))
        .await;
    assert_eq!(everywhere.refusal(), (409, "conflict"));
    for (call, name) in [(&rome, "Anna"), (&milan, "Ben")] {
        let detail = client.get(&format!("/v1/calls/{call}")).await.json;
        assert_eq!(
            (&detail["agent_name"], &detail["legs"][0]["agent_name"]),
            (&json!(name), &json!(name))
        );
        assert_eq!(ids(&client, &format!("agent={name}")).await, std::slice::from_ref(call));
    }
    assert_eq!(figures(&client).await, [named("Anna", 1, 30), named("Ben", 1, 30)]);
    // Whoever sees their own calls sees none of the other system.
    eventually("the directory decides", async || ids(&anna, "").await == [rome.clone()]).await;
    assert_eq!(
        anna.get(&format!("/v1/calls/{milan}")).await.refusal(),
        (404, "not_found")
    );
    let exact = "/v1/calls/count?from_day=2026-01-01&to_day=2026-12-31";
    assert_eq!(anna.get(exact).await.json["count"], json!(1));
    let exported = client.get("/v1/directory/export").await.text();
    assert!(exported.contains("201,Ben,,,,milan\r\n"), "{exported}");
    assert_eq!(import(&client, &exported, false).await.json["unchanged"], json!(2));
    // Moved to the other system, the name moves with it.
    let listed = client.get("/v1/directory?q=ben").await.json["data"][0].clone();
    assert_eq!(listed["source_instance"], json!("milan"));
    let path = format!("/v1/directory/{}", listed["id"].as_str().unwrap());
    let change = json!({ "source_instance": "rome" });
    let taken = client.send(client.request(Method::PATCH, &path).json(&change)).await;
    assert_eq!(taken.refusal(), (409, "conflict"));
    let change = json!({ "source_instance": "nowhere" });
    let unknown = client.send(client.request(Method::PATCH, &path).json(&change)).await;
    assert_eq!(unknown.refusal(), (400, "invalid_parameter"));
}

#[tokio::test]
async fn who_sees_their_own_calls_sees_those_of_the_time_in_which_the_extension_was_theirs() {
    let app = TestApp::start().await;
    let (tenant, client) = app.tenant("Acme").await;
    let march = call(&client, "m", "2026-03-05", &["101", "102"]).await;
    let april = call(&client, "a", "2026-04-05", &["101"]).await;
    let new = NewMember {
        agents: vec!["101".into(), "500".into()],
        ..NewMember::of(RoleRef::Preset(Preset::Agent))
    };
    let (person, anna) = app.member(tenant, new).await;
    let unlisted = call(&client, "u", "2026-05-05", &["500"]).await;
    // Without a directory, by the extensions of the membership.
    assert_eq!(ids(&anna, "").await, [march.clone(), april.clone(), unlisted.clone()]);
    // A name alone gives the extension to no member.
    assert_eq!(
        import(&client, "extension,name\n500,Anna\n", false).await.json["created"],
        json!(1)
    );
    for listing in [
        json!({ "extension": "101", "name": "Anna", "member_id": person, "valid_until": "2026-03-31" }),
        json!({ "extension": "101", "name": "Ben", "valid_from": "2026-04-01" }),
    ] {
        assert_eq!(client.post("/v1/directory", &listing).await.status, 201);
    }
    // An extension that the directory gives to no member stays theirs.
    eventually("the directory decides", async || {
        ids(&anna, "").await == [march.clone(), unlisted.clone()]
    })
    .await;
    assert_eq!(
        anna.get(&format!("/v1/calls/{april}")).await.refusal(),
        (404, "not_found")
    );
    let own = anna.get(&format!("/v1/calls/{march}")).await.json;
    assert_eq!(own["legs"].as_array().unwrap().len(), 1, "of the call only her leg");
    let exact = "/v1/calls/count?from_day=2026-01-01&to_day=2026-12-31";
    assert_eq!(anna.get(exact).await.json["count"], json!(2));
    let figures = anna
        .get("/v1/analytics/agents?from=2026-01-01&to=2026-12-31")
        .await
        .json["data"]
        .clone();
    let agents: Vec<_> = figures
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["agent"].clone())
        .collect();
    assert_eq!(agents, [json!("Anna")]);
    assert_eq!(anna.get("/v1/directory").await.refusal(), (403, "forbidden"));
    // What she had is hers again.
    let table = "extension,name,email\n102,Anna,".to_owned() + &person.to_string() + "@example.com\n";
    assert_eq!(import(&client, &table, false).await.json["created"], json!(1));
    eventually("her second leg is hers", async || {
        let own = anna.get(&format!("/v1/calls/{march}")).await.json;
        own["legs"].as_array().is_some_and(|legs| legs.len() == 2)
    })
    .await;
}
