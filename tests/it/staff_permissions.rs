//! The table role × operation of the staff's plane against the running product: every operation under /admin/v1, asked by every role
//! of the staff, by nobody, and with tenants' credentials; and every other operation, asked with the staff's.

use models::identity::membership::NewMember;
use models::identity::permission::Preset;
use models::identity::role::RoleRef;
use models::staff::role::StaffRole;
use reqwest::Method;
use serde_json::{Value, json};
use tests::TestApp;
use uuid::Uuid;

use crate::permissions::{Line, lines, operations};

const TABLE: &str = include_str!("staff_permissions.tsv");

fn of_staff(path: &str) -> bool {
    path.starts_with(web::paths::ADMIN)
}

#[test]
fn every_operation_of_the_staff_stands_in_the_table_once_and_nothing_else() {
    let mut told: Vec<(String, String)> = lines(TABLE)
        .into_iter()
        .map(|line| (line.method.to_string(), line.path.to_owned()))
        .collect();
    let mut there: Vec<(String, String)> = operations()
        .into_iter()
        .filter(|(_, path)| of_staff(path))
        .map(|(method, path)| (method.to_string(), path))
        .collect();
    told.sort();
    there.sort();
    assert_eq!(told, there, "tests/it/staff_permissions.tsv and the document differ");
}

#[tokio::test]
async fn the_staff_may_do_what_the_table_says_and_nobody_else_anything() {
    let app = TestApp::start().await;
    let (tenant, key) = app.tenant("Acme").await;
    let mut amiss = Vec::new();
    for Line { method, path, cells } in lines(TABLE) {
        for (column, cell) in cells {
            let client = match (column, StaffRole::from_name(column)) {
                (_, Some(role)) => app.staff(role).await.1,
                ("tenant", _) => {
                    app.member(tenant, NewMember::of(RoleRef::Preset(Preset::Admin)))
                        .await
                        .1
                }
                ("key", _) => key.clone(),
                _ => app.anonymous(),
            };
            // What is let in names nothing, so that nothing changes.
            let named = path
                .replace("{id}", &Uuid::new_v4().to_string())
                .replace("{note}", &Uuid::new_v4().to_string())
                .replace("{letter}", &Uuid::new_v4().to_string())
                .replace("{name}", "none");
            let mut request = client.request(method.clone(), &named);
            if matches!(method, Method::POST | Method::PUT | Method::PATCH) {
                request = request.json(&json!({}));
            }
            let response = request.send().await.unwrap();
            let status = response.status().as_u16();
            let problem: Value = response.json().await.unwrap_or_default();
            let code = problem["code"].as_str().unwrap_or("");
            let holds = match cell {
                "yes" => status != 401 && status != 403 && status < 500,
                // Everybody may try: what is missing is told, and who one is is not asked.
                "open" => status == 422 || status == 400,
                "no" => (status, code) == (403, "forbidden"),
                "401" => status == 401 && (code == "missing_key" || code == "invalid_session"),
                other => panic!("the table says {other:?}"),
            };
            if !holds {
                amiss.push(format!("{method} {path} as {column}: {cell}, but {status} {code}"));
            }
        }
    }
    assert!(amiss.is_empty(), "{amiss:#?}");
}

#[tokio::test]
async fn the_staffs_credentials_open_nothing_of_a_tenants() {
    let app = TestApp::start().await;
    let (_, owner) = app.staff(StaffRole::Owner).await;
    let nobody = app.anonymous();
    let mut amiss = Vec::new();
    for (method, path) in operations().into_iter().filter(|(_, path)| !of_staff(path)) {
        let named = path
            .replace("{id}", &Uuid::new_v4().to_string())
            .replace("{source_instance}", "api")
            .replace("{external_id}", "1");
        let status = async |client: &tests::Client| {
            let response = client.request(method.clone(), &named).json(&json!({})).send().await;
            response.unwrap().status().as_u16()
        };
        // Where nobody is asked who they are, the staff's token changes nothing.
        let (as_owner, as_nobody) = (status(&owner).await, status(&nobody).await);
        if as_owner != as_nobody {
            amiss.push(format!("{method} {path}: {as_owner}, and {as_nobody} for nobody"));
        }
    }
    assert!(amiss.is_empty(), "{amiss:#?}");
}
