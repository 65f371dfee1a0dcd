//! Tenants as the staff finds and changes them: search as one types, pages, suspension in force everywhere, bulk, notes, tags, history.

use models::identity::membership::NewMember;
use models::identity::permission::Preset;
use models::identity::role::RoleRef;
use models::ids::TenantId;
use models::staff::role::StaffRole;
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Answer, Client, TestApp};
use uuid::Uuid;

async fn list(staff: &Client, query: &str) -> Value {
    let answer = staff.get(&format!("/admin/v1/tenants{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {:?}", answer.json);
    answer.json
}

fn names(page: &Value) -> Vec<&str> {
    let data = page["data"].as_array().unwrap();
    data.iter().map(|tenant| tenant["name"].as_str().unwrap()).collect()
}

async fn patch(staff: &Client, tenant: TenantId, body: Value) -> Answer {
    let request = staff.request(Method::PATCH, &format!("/admin/v1/tenants/{tenant}"));
    staff.send(request.json(&body)).await
}

async fn act(staff: &Client, tenant: TenantId, action: &str, body: Value) -> Answer {
    staff.post(&format!("/admin/v1/tenants/{tenant}/{action}"), &body).await
}

#[tokio::test]
async fn tenants_are_found_as_one_types_by_name_sub_domain_and_address() {
    let app = TestApp::start().await;
    let (_, staff) = app.staff(StaffRole::Admin).await;
    let (acme, _) = app.tenant("Acme Dental").await;
    let (_, _) = app.tenant("Bolt").await;
    let (carp, _) = app.tenant("Carp & Sons").await;
    patch(&staff, carp, json!({ "subdomain": "bolt-on" })).await;
    let (person, _) = app.member(acme, NewMember::of(RoleRef::Preset(Preset::Viewer))).await;
    for (typed, found) in [
        ("", vec!["Acme Dental", "Bolt", "Carp & Sons"]),
        ("a", vec!["Acme Dental", "Carp & Sons"]),
        ("DENT", vec!["Acme Dental"]),
        ("bol", vec!["Bolt", "Carp & Sons"]),
        ("carp %26", vec!["Carp & Sons"]),
        ("nobody", vec![]),
        ("%25", vec![]),
        ("_", vec![]),
        ("' OR true --", vec![]),
    ] {
        assert_eq!(
            names(&list(&staff, &format!("?sort=name&q={typed}")).await),
            found,
            "{typed}"
        );
    }
    let address = format!("{person}@EXAMPLE.com");
    assert_eq!(names(&list(&staff, &format!("?q={address}")).await), ["Acme Dental"]);
    assert_eq!(
        names(&list(&staff, &format!("?q={}", &address[..20])).await),
        ["Acme Dental"]
    );
    assert_eq!(names(&list(&staff, "?q=@exam").await), ["Acme Dental"]);
    assert_eq!(names(&list(&staff, &format!("?q={acme}")).await), ["Acme Dental"]);
    let long = "x".repeat(101);
    assert_eq!(
        staff.get(&format!("/admin/v1/tenants?q={long}")).await.refusal(),
        (400, "invalid_parameter")
    );
    assert_eq!(
        staff.get("/admin/v1/tenants?colour=red").await.refusal(),
        (400, "invalid_parameter")
    );
}

#[tokio::test]
async fn every_tenant_stands_on_one_page_in_every_order_and_filters_combine() {
    let app = TestApp::start().await;
    let (_, staff) = app.staff(StaffRole::Owner).await;
    for n in 0..7 {
        // Two of each name: the id decides.
        app.tenant_on(if n < 4 { "trial" } else { "starter" }, &format!("T{}", n / 2))
            .await;
    }
    for sort in [
        "name",
        "-name",
        "created_at",
        "-created_at",
        "used",
        "-used",
        "members",
        "-members",
    ] {
        let (mut seen, mut query) = (Vec::new(), format!("?limit=2&sort={sort}"));
        loop {
            let page = list(&staff, &query).await;
            seen.extend(
                page["data"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|one| one["id"].as_str().unwrap().to_owned()),
            );
            match page["next"].as_str() {
                Some(next) => query = format!("?limit=2&sort={sort}&cursor={next}"),
                None => break,
            }
        }
        let distinct: std::collections::BTreeSet<_> = seen.iter().collect();
        assert_eq!((seen.len(), distinct.len()), (7, 7), "{sort}");
    }
    let by_name = list(&staff, "?sort=name&limit=1").await;
    let next = by_name["next"].as_str().unwrap();
    assert_eq!(
        staff
            .get(&format!("/admin/v1/tenants?sort=-name&cursor={next}"))
            .await
            .status,
        400,
        "of another list"
    );
    let trial = list(&staff, "?plan=trial&status=active").await;
    assert_eq!(trial["data"].as_array().unwrap().len(), 4);
    let id: TenantId = trial["data"][0]["id"].as_str().unwrap().parse().unwrap();
    let tagged = act(&staff, id, "tags", json!({ "add": ["vip", "test"] })).await;
    assert_eq!(tagged.json["tags"], json!(["test", "vip"]));
    assert_eq!(
        list(&staff, "?tag=vip&plan=trial").await["data"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(list(&staff, "?tag=vip&plan=starter").await["data"], json!([]));
    assert_eq!(
        act(&staff, id, "tags", json!({ "add": ["No tag"] })).await.refusal(),
        (400, "invalid_parameter")
    );
}

#[tokio::test]
async fn the_list_says_what_each_used_of_what_it_may_and_is_sorted_by_it() {
    let app = TestApp::start().await;
    let (_, staff) = app.staff(StaffRole::Support).await;
    let (_, owner) = app.staff(StaffRole::Owner).await;
    let (busy, key) = app.tenant_on("trial", "Busy").await;
    let (calm, calm_key) = app.tenant_on("enterprise", "Calm").await;
    app.member(calm, NewMember::of(RoleRef::Preset(Preset::Viewer))).await;
    for (client, id) in [(&key, "1"), (&key, "2"), (&calm_key, "1")] {
        let record = json!({ "external_id": id, "direction": "inbound", "started_at": "2026-11-20T10:00:00Z" });
        assert_eq!(client.post("/v1/calls", &record).await.status, 202);
    }
    let figures = async |sort: &str| -> Vec<(Value, Value, Value)> {
        let page = list(&staff, &format!("?sort={sort}")).await;
        let of = |one: &Value| (one["name"].clone(), one["used"].clone(), one["period_limit"].clone());
        page["data"].as_array().unwrap().iter().map(of).collect()
    };
    let of_busy = (json!("Busy"), json!(2), json!(100));
    let of_calm = (json!("Calm"), json!(1), Value::Null);
    assert_eq!(figures("-used").await, [of_busy.clone(), of_calm.clone()]);
    assert_eq!(figures("used").await, [of_calm.clone(), of_busy.clone()]);
    assert_eq!(figures("-members").await, [of_calm, of_busy]);
    patch(&owner, busy, json!({ "calls_limit": 700 })).await;
    assert_eq!(figures("-used").await[0].2, 700);
    // Another period runs, and nothing has come in it.
    let before = format!(
        "UPDATE usage SET period_start = period_start - interval '1 month', period_end = period_start WHERE tenant_id = '{busy}'"
    );
    app.database.superuser().await.batch_execute(&before).await.unwrap();
    assert_eq!(figures("used").await[0].1, 0);
    let detail = staff.get(&format!("/admin/v1/tenants/{busy}")).await.json;
    let usage = &detail["usage"];
    assert_eq!((&usage["included"], &usage["calls_limit"]), (&json!(0), &json!(700)));
    assert_eq!(
        staff.get("/admin/v1/tenants?sort=colour").await.refusal(),
        (400, "invalid_parameter")
    );
}

#[tokio::test]
async fn a_suspension_holds_everywhere_within_a_second_and_what_waits_is_analysed_after_it() {
    let app = TestApp::start().await;
    let (_, staff) = app.staff(StaffRole::Admin).await;
    let (tenant, key) = app.tenant("Acme").await;
    let (_, member) = app.member(tenant, NewMember::of(RoleRef::Preset(Preset::Admin))).await;
    assert_eq!(
        act(&staff, tenant, "suspend", json!({ "reason": " " })).await.refusal(),
        (400, "invalid_parameter")
    );
    let suspended = act(&staff, tenant, "suspend", json!({ "reason": "unpaid" })).await;
    assert_eq!(suspended.json["status_reason"], "unpaid");
    assert_eq!(
        suspended.json["allowed"],
        json!({ "intake": true, "analysis": false, "access": false, "webhooks": false })
    );
    for client in [&key, &member] {
        assert_eq!(client.get("/v1/calls").await.refusal(), (403, "tenant_suspended"));
    }
    let wav = tests::sound::wav(8000, 1, 8000);
    let record = json!({ "external_id": "1", "direction": "inbound", "started_at": "2026-11-20T10:00:00Z" });
    assert_eq!(key.post("/v1/calls", &record).await.status, 202, "still heard");
    assert!(key.put("/v1/calls/api/1/recording", "audio/wav", wav).await.status < 300);
    // What waits is nobody's to take.
    let claim = async || {
        let worker = &app.database.pools.worker;
        let claimed = worker.transaction(async |conn| models::calls::queue::claim(conn, "test", 10, 60.0).await);
        claimed.await.unwrap().len()
    };
    assert_eq!(claim().await, 0);
    assert_eq!(
        act(&staff, tenant, "suspend", json!({ "reason": "again" }))
            .await
            .refusal(),
        (409, "conflict")
    );
    assert_eq!(
        act(&staff, tenant, "activate", json!({ "reason": "paid" }))
            .await
            .status,
        200
    );
    assert_eq!(key.get("/v1/calls").await.status, 200);
    assert_eq!(claim().await, 1);
}

#[tokio::test]
async fn a_tenant_is_changed_noted_closed_and_restored_and_its_history_says_so() {
    let app = TestApp::start().await;
    let (owner_id, staff) = app.staff(StaffRole::Owner).await;
    let (_, support) = app.staff(StaffRole::Support).await;
    let (tenant, key) = app.tenant("Acme").await;
    let (other, _) = app.tenant("Other").await;
    assert_eq!(patch(&staff, other, json!({ "subdomain": "taken" })).await.status, 200);
    for (wrong, refusal) in [
        (json!({ "subdomain": "taken" }), (409, "conflict")),
        (json!({ "subdomain": "a.b" }), (400, "invalid_parameter")),
        (json!({ "calls_limit": -1 }), (400, "invalid_parameter")),
        (json!({ "plan": "gold" }), (400, "invalid_parameter")),
        (json!({ "status": "closed" }), (400, "malformed_json")),
    ] {
        let refused = patch(&staff, tenant, wrong.clone()).await;
        assert_eq!(refused.status, refusal.0, "{wrong}: {:?}", refused.json);
    }
    let body = json!({ "name": "Acme Dental", "subdomain": "Acme", "plan": "starter", "calls_limit": 700, "requests_per_minute": 5,
        "zone": "Europe/Rome", "policy": "overage" });
    let changed = patch(&staff, tenant, body).await.json;
    assert_eq!(
        (
            &changed["name"],
            &changed["subdomain"],
            &changed["calls_limit"],
            &changed["requests_per_minute"]
        ),
        (&json!("Acme Dental"), &json!("acme"), &json!(700), &json!(5))
    );
    // All its keys and sessions together.
    let (_, member) = app.member(tenant, NewMember::of(RoleRef::Preset(Preset::Admin))).await;
    let mut refused = 0;
    for n in 0..12 {
        let client = if n % 2 == 0 { &key } else { &member };
        refused += usize::from(client.get("/v1/usage").await.status == 429);
    }
    assert!(refused > 0);
    assert_eq!(
        patch(&staff, tenant, json!({ "requests_per_minute": null })).await.json["requests_per_minute"],
        Value::Null
    );
    let note = act(&support, tenant, "notes", json!({ "text": "called them" })).await;
    assert_eq!((note.status, &note.json["author"]), (201, &json!("Sam Reed")));
    let id = note.json["id"].as_str().unwrap();
    let remove = async |by: &Client| {
        by.send(by.request(Method::DELETE, &format!("/admin/v1/tenants/{tenant}/notes/{id}")))
            .await
            .status
    };
    assert_eq!(remove(&staff).await, 404, "another's");
    let closed = act(
        &staff,
        tenant,
        "close",
        json!({ "reason": "left us", "grace_days": 10 }),
    )
    .await
    .json;
    assert_eq!(
        (&closed["status"], closed["erase_after"].is_string()),
        (&json!("closed"), true)
    );
    assert_eq!(key.get("/v1/usage").await.status, 401);
    assert_eq!(
        act(&staff, tenant, "activate", json!({ "reason": "x" }))
            .await
            .refusal(),
        (409, "conflict")
    );
    assert_eq!(
        act(&staff, tenant, "restore", json!({ "reason": "back again" }))
            .await
            .json["erase_after"],
        Value::Null
    );
    assert_eq!(key.get("/v1/usage").await.status, 200);
    let detail = support.get(&format!("/admin/v1/tenants/{tenant}")).await.json;
    assert_eq!(detail["notes"][0]["text"], "called them");
    assert_eq!(
        (&detail["keys"]["active"], &detail["members"][0]["members"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(detail["usage"]["calls_limit"], 700);
    let history = detail["history"].as_array().unwrap();
    let actions: Vec<&str> = history.iter().map(|entry| entry["action"].as_str().unwrap()).collect();
    assert_eq!(
        actions,
        [
            "tenant.restored",
            "tenant.closed",
            "tenant.profile_changed",
            "tenant.profile_changed",
            "tenant.changed",
            "tenant.created"
        ]
    );
    assert_eq!(history[1]["actor"], format!("staff:{owner_id}"));
    assert_eq!(
        (&history[1]["before"]["status"], &history[1]["after"]["reason"]),
        (&json!("active"), &json!("left us"))
    );
    assert_eq!(remove(&support).await, 204);
    assert_eq!(
        support
            .get(&format!("/admin/v1/tenants/{}", Uuid::nil()))
            .await
            .refusal(),
        (404, "not_found")
    );
}

#[tokio::test]
async fn of_many_at_once_each_says_what_came_of_it() {
    let app = TestApp::start().await;
    let (_, staff) = app.staff(StaffRole::Admin).await;
    let (one, key) = app.tenant("One").await;
    let (two, _) = app.tenant("Two").await;
    act(&staff, two, "suspend", json!({ "reason": "before" })).await;
    let nobody = Uuid::new_v4();
    let body = json!({ "ids": [one, two, nobody, models::ids::CANARY], "action": "suspend", "reason": "unpaid" });
    let bulk = staff.post("/admin/v1/tenants/bulk", &body).await.json;
    assert_eq!((&bulk["done"], &bulk["failed"]), (&json!(1), &json!(3)));
    let codes: Vec<&Value> = bulk["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["code"])
        .collect();
    assert_eq!(
        codes,
        [
            &Value::Null,
            &json!("conflict"),
            &json!("not_found"),
            &json!("not_found")
        ]
    );
    assert_eq!(key.get("/v1/calls").await.refusal(), (403, "tenant_suspended"));
    let tag = json!({ "ids": [one, two], "action": "tag", "tag": "late" });
    assert_eq!(staff.post("/admin/v1/tenants/bulk", &tag).await.json["done"], 2);
    assert_eq!(list(&staff, "?tag=late").await["data"].as_array().unwrap().len(), 2);
    let plan = json!({ "ids": [one], "action": "set_plan", "plan": "professional" });
    assert_eq!(staff.post("/admin/v1/tenants/bulk", &plan).await.json["done"], 1);
    for wrong in [
        json!({ "ids": [], "action": "tag", "tag": "x" }),
        json!({ "ids": [one], "action": "tag" }),
    ] {
        assert_eq!(
            staff.post("/admin/v1/tenants/bulk", &wrong).await.refusal(),
            (400, "invalid_parameter")
        );
    }
}

#[tokio::test]
async fn all_that_match_are_changed_and_no_other() {
    let app = TestApp::start().await;
    let (_, staff) = app.staff(StaffRole::Admin).await;
    app.tenant_on("trial", "North").await;
    app.tenant_on("trial", "Northwest").await;
    app.tenant_on("starter", "Northeast").await;
    let (south, _) = app.tenant_on("trial", "South").await;
    let count = async |query: &str| staff.get(&format!("/admin/v1/tenants/count{query}")).await.json["count"].clone();
    assert_eq!(
        [
            count("").await,
            count("?q=north").await,
            count("?q=north&plan=trial").await
        ],
        [json!(4), json!(3), json!(2)]
    );
    assert_eq!(
        staff.get("/admin/v1/tenants/count?sort=name").await.refusal(),
        (400, "invalid_parameter")
    );
    let tag = json!({ "filter": { "q": "north", "plan": "trial" }, "action": "tag", "tag": "wave-1" });
    let told = staff.post("/admin/v1/tenants/bulk", &tag).await.json;
    assert_eq!((&told["done"], &told["next"]), (&json!(2), &Value::Null), "{told}");
    assert_eq!(
        names(&list(&staff, "?sort=name&tag=wave-1").await),
        ["North", "Northwest"]
    );
    act(&staff, south, "suspend", json!({ "reason": "before" })).await;
    let suspend = json!({ "filter": { "plan": "trial" }, "action": "suspend", "reason": "unpaid" });
    let told = staff.post("/admin/v1/tenants/bulk", &suspend).await.json;
    assert_eq!((&told["done"], &told["failed"]), (&json!(2), &json!(1)), "{told}");
    let refused = told["results"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["done"] == false);
    assert_eq!(refused.unwrap()["name"], "South", "told by name");
    assert_eq!(names(&list(&staff, "?status=active").await), ["Northeast"]);
    let none = json!({ "filter": { "q": "nobody" }, "action": "untag", "tag": "wave-1" });
    assert_eq!(staff.post("/admin/v1/tenants/bulk", &none).await.json["done"], 0);
    for wrong in [
        json!({ "action": "tag", "tag": "x" }),
        json!({ "ids": [south], "filter": {}, "action": "tag", "tag": "x" }),
        json!({ "filter": { "colour": "red" }, "action": "tag", "tag": "x" }),
        json!({ "filter": {}, "cursor": "x", "action": "tag", "tag": "x" }),
        json!({ "filter": {}, "action": "tag" }),
    ] {
        let refused = staff.post("/admin/v1/tenants/bulk", &wrong).await;
        assert_eq!(refused.status, 400, "{wrong}: {:?}", refused.json);
    }
}

#[tokio::test]
async fn a_tenant_is_created_and_its_first_admin_is_invited_by_mail() {
    let app = TestApp::configured(|config| {
        config.models.dir = "/nonexistent/models".into();
        config.mail.outbox_open = true;
    })
    .await;
    let (staff_id, staff) = app.staff(StaffRole::Admin).await;
    let body = json!({ "name": "Acme", "admin_email": "anna@acme.example", "plan": "starter", "subdomain": "acme" });
    let made = staff.post("/admin/v1/tenants", &body).await;
    assert_eq!(
        (made.status, &made.json["subdomain"]),
        (201, &json!("acme")),
        "{:?}",
        made.json
    );
    let outbox = app.anonymous().get("/demo/outbox").await.json;
    let mail = &outbox["data"][0];
    assert_eq!(
        (&mail["kind"], &mail["recipient"]),
        (&json!("invitation"), &json!("anna@acme.example"))
    );
    let again = json!({ "name": "Twin", "admin_email": "bert@acme.example", "subdomain": "acme" });
    assert_eq!(
        staff.post("/admin/v1/tenants", &again).await.refusal(),
        (409, "conflict")
    );
    assert_eq!(
        names(&list(&staff, "?q=twin").await),
        Vec::<&str>::new(),
        "all of it or nothing"
    );
    let id = made.json["id"].as_str().unwrap();
    let log = staff.get(&format!("/admin/v1/tenants/{id}/audit?q=crud:c")).await.json;
    assert_eq!(log["data"][0]["actor"], format!("staff:{staff_id}"));
    let nobody = json!({ "name": "X", "admin_email": "no address" });
    assert_eq!(
        staff.post("/admin/v1/tenants", &nobody).await.refusal(),
        (400, "invalid_parameter")
    );
}

#[tokio::test]
async fn the_staff_sees_who_is_in_a_tenant_and_nobody_of_another() {
    let app = TestApp::start().await;
    let (_, support) = app.staff(StaffRole::Support).await;
    let (acme, _) = app.tenant("Acme").await;
    let (other, _) = app.tenant("Other").await;
    let (person, _) = app.member(acme, NewMember::of(RoleRef::Preset(Preset::Manager))).await;
    app.member(other, NewMember::of(RoleRef::Preset(Preset::Viewer))).await;
    let of = async |query: &str| support.get(&format!("/admin/v1/tenants/{acme}/members{query}")).await;
    let told = of("").await;
    assert_eq!(told.status, 200, "{}", told.json);
    let data = told.json["data"].as_array().unwrap();
    assert_eq!(data.len(), 1);
    assert_eq!(
        (&data[0]["id"], &data[0]["role"], &data[0]["status"]),
        (&json!(person), &json!("manager"), &json!("active"))
    );
    assert_eq!(
        of(&format!("?q={}", &person.to_string()[..8])).await.json["data"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(of("?q=nobody").await.json["data"], json!([]));
    assert_eq!(of("?name=x").await.refusal(), (400, "invalid_parameter"));
    let nobody = format!("/admin/v1/tenants/{}/members", Uuid::new_v4());
    assert_eq!(support.get(&nobody).await.refusal(), (404, "not_found"));
}
