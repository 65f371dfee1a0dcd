//! What the rows say of the platform, told as metrics by each node, whichever did the work that found it.

use models::identity::tenant::LimitChange;

use crate::stage::{Stage, call};

#[tokio::test]
async fn what_tenants_use_of_their_limits_is_told_and_those_with_least_room_have_a_name() {
    let stage = Stage::with(|config| config.jobs.tenants_named_max = 1).await;
    let nearly_full = stage.tenant(LimitChange::Calls(2)).await;
    let roomy = stage.tenant(LimitChange::Calls(100)).await;
    let unlimited = stage.tenant(LimitChange::Unlimited).await;
    stage.take(nearly_full, &[call("a")]).await;
    stage.take(roomy, &[call("a"), call("b")]).await;
    stage.take(unlimited, &[call("a"), call("b"), call("c")]).await;
    stage.job("conservation.check").await;
    let used = |tenant: &str| stage.gauge("audiapro_tenant_used_calls", Some(("tenant", tenant)));
    assert_eq!((used(&nearly_full.to_string()), used("other")), (1.0, 5.0));
    assert_eq!(stage.gauge("audiapro_tenant_used_calls", None), 6.0, "and nobody else");
    // Together the others have no limit: one of them is unlimited.
    assert_eq!(stage.gauge("audiapro_tenant_limit_calls", None), 2.0);

    stage.limit(nearly_full, LimitChange::Calls(1000)).await;
    stage.job("conservation.check").await;
    assert_eq!((used(&roomy.to_string()), used("other")), (2.0, 4.0));
    assert_eq!(
        used(&nearly_full.to_string()),
        0.0,
        "who has room is not named any more"
    );
}

#[tokio::test]
async fn silent_and_failing_sources_are_told_by_a_node_that_did_not_look_for_them() {
    let stage = Stage::new().await;
    let tenant = stage.tenant(LimitChange::Unlimited).await;
    let told = || ["audiapro_sources_silent", "audiapro_sources_failing"].map(|name| stage.gauge(name, None));
    // As another node's look has left them; a look of this one would find the same.
    let found = format!(
        "INSERT INTO source_instances (tenant_id, name, label, format, silent_since) VALUES ('{tenant}', 'rome', 'PBX', 'asterisk_ami', now());
         INSERT INTO source_hours (tenant_id, source_instance, hour, legs, last_at)
            SELECT '{tenant}', 'rome', date_trunc('hour', now()) - make_interval(hours => n), 1, date_trunc('hour', now()) - make_interval(hours => n)
            FROM generate_series(5, 100) n;
         INSERT INTO source_leases (tenant_id, source_instance, kind, holder, until, state, state_at, alarmed_at)
            VALUES ('{tenant}', 'rome', 'caller', 'another node', now() + interval '1 hour', 'failing', now() - interval '10 minutes', now())"
    );
    stage.rows.batch_execute(&found).await.unwrap();
    stage.job("conservation.check").await;
    assert_eq!(told(), [1.0, 1.0]);
    let over = "UPDATE source_instances SET silent_since = NULL; UPDATE source_leases SET alarmed_at = NULL";
    stage.rows.batch_execute(over).await.unwrap();
    stage.job("conservation.check").await;
    assert_eq!(told(), [0.0, 0.0]);
}
