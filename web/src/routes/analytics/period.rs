//! Which days are asked about, which they are compared with, and of which calls. The same parameters for every figure.

use actix_web::HttpRequest;
use models::analytics::days::{Compare, Days, Match, Preset, Span};
use models::analytics::{Clock, Scope};
use models::calls::filter::{CallFilter, Moment, NumberIs};
use serde::de::DeserializeOwned;

use crate::problem::Problem;
use crate::routes::calls::{chosen, moments};
use crate::routes::identity::directory;
use crate::routes::identity::key::Caller;

/// Declares the parameters of an operation: those that all have, and its own.
#[macro_export]
macro_rules! period_query {
    ($($(#[$doc:meta])* $name:ident: $kind:ty,)*) => {
        /// Which days, which calls.
        #[derive(Debug, Default, serde::Deserialize, utoipa::IntoParams)]
        #[serde(deny_unknown_fields)]
        #[into_params(parameter_in = Query)]
        pub struct Query {
            /// Days of the tenant's calendar: `today`, `yesterday`, `7d`, `28d` (if nothing is said), `91d`, `mtd`, `last_month`, `ytd`, `12mo`.
            #[param(example = "28d")]
            range: Option<String>,
            /// First day, instead of `range`.
            #[param(example = "2026-11-01")]
            from: Option<String>,
            /// Last day; today if not given.
            to: Option<String>,
            /// `off`, `previous` (the days before), `year` (a year earlier) or `custom` (from `compare_from`). Where the period goes on, figures are
            /// compared with as much of as many days; series have whole ones.
            #[param(example = "previous")]
            compare: Option<String>,
            /// With `compare=custom`: the first of the days compared with.
            #[param(example = "2025-11-01")]
            compare_from: Option<String>,
            /// With `compare=custom`: the last of them; as many days as the period has if not given.
            compare_to: Option<String>,
            /// What is compared: the same days of the week (`dow`, if nothing is said) or the same dates (`date`).
            #[serde(rename = "match")]
            same: Option<String>,
            /// As in the list of calls; several with commas.
            direction: Option<String>,
            /// As in the list of calls; several with commas.
            disposition: Option<String>,
            source_instance: Option<String>,
            /// One of the call's agents.
            agent: Option<String>,
            queue: Option<String>,
            /// Caller or called; `*` at the end: by its begin.
            number: Option<String>,
            /// `negative`, `neutral`, `positive`; several with commas.
            sentiment: Option<String>,
            /// Began outside of business hours (`true`) or within them (`false`).
            after_hours: Option<bool>,
            /// Leaves out `weekends` (Saturday and Sunday), what is `after_hours`, or today, which is `incomplete`; several with commas.
            #[param(example = "weekends")]
            exclude: Option<String>,
            $($(#[$doc])* $name: $kind,)*
        }

        impl Query {
            fn period(&self) -> $crate::routes::analytics::period::Period<'_> {
                $crate::routes::analytics::period::Period {
                    range: self.range.as_deref(),
                    from: self.from.as_deref(),
                    to: self.to.as_deref(),
                    compare: self.compare.as_deref(),
                    compare_from: self.compare_from.as_deref(),
                    compare_to: self.compare_to.as_deref(),
                    same: self.same.as_deref(),
                    direction: self.direction.clone(),
                    disposition: self.disposition.clone(),
                    source_instance: self.source_instance.clone(),
                    agent: self.agent.clone(),
                    queue: self.queue.clone(),
                    number: self.number.as_deref(),
                    sentiment: self.sentiment.clone(),
                    after_hours: self.after_hours,
                    exclude: self.exclude.as_deref(),
                }
            }
        }
    };
}

/// What is asked, as it was written.
pub struct Period<'a> {
    pub range: Option<&'a str>,
    pub from: Option<&'a str>,
    pub to: Option<&'a str>,
    pub compare: Option<&'a str>,
    pub compare_from: Option<&'a str>,
    pub compare_to: Option<&'a str>,
    pub same: Option<&'a str>,
    pub direction: Option<String>,
    pub disposition: Option<String>,
    pub source_instance: Option<String>,
    pub agent: Option<String>,
    pub queue: Option<String>,
    pub number: Option<&'a str>,
    pub sentiment: Option<String>,
    pub after_hours: Option<bool>,
    pub exclude: Option<&'a str>,
}

/// What is left out of the days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Excluded {
    weekends: bool,
    after_hours: bool,
    incomplete: bool,
}

/// Monday to Friday.
const WORKDAYS: [i32; 5] = [1, 2, 3, 4, 5];

/// What is asked, understood.
pub struct Asked {
    pub clock: Clock,
    pub span: Span,
    pub scope: Scope,
    /// Of days that go on, with as much as has gone by of them.
    pub compared: Option<(Span, Scope)>,
    /// The whole days, to stand beside those of the period point by point.
    pub beside: Option<(Span, Scope)>,
}

/// The parameters of a request; an unknown name is refused.
pub fn query<Q: DeserializeOwned>(request: &HttpRequest) -> Result<Q, Problem> {
    crate::query::of(request)
}

impl Period<'_> {
    pub async fn asked(self, caller: &Caller) -> Result<Asked, Problem> {
        let clock = moments::clock(caller).await?;
        let given = moments::days(&clock, self.range, ("from", self.from), ("to", self.to))?;
        let (days, preset) = match given {
            Some(given) => given,
            None => default_days(&clock)?,
        };
        let excluded = Excluded::parse(self.exclude)?;
        let days = if excluded.incomplete { over(&clock, days)? } else { days };
        let compared = self.compared(&clock, days, preset)?;
        let after_hours = moments::after_hours(caller, excluded.hours(self.after_hours)?).await?;
        let moment = excluded.weekends.then(|| Moment {
            zone: clock.zone_name.clone(),
            weekdays: WORKDAYS.to_vec(),
            hour: None,
        });
        let span = days.span(&clock.zone).map_err(|error| Problem::about("to", error))?;
        let all = Scope {
            tenant: caller.tenant,
            filter: CallFilter {
                after_hours,
                moment,
                ..self.filter(caller).await?
            },
        };
        let scope = all.within(&span);
        let beside = compared.map(|days| days.span(&clock.zone)).transpose();
        let beside = beside.map_err(|error| Problem::about("compare", error))?;
        let so_far = |other: Span| other.so_far(&span, clock.now);
        let compared = beside.clone().map(so_far).transpose()?;
        let scoped = |span: Span| {
            let scope = all.within(&span);
            (span, scope)
        };
        Ok(Asked {
            compared: compared.map(scoped),
            beside: beside.map(scoped),
            clock,
            span,
            scope,
        })
    }

    fn compared(&self, clock: &Clock, days: Days, preset: Option<Preset>) -> Result<Option<Days>, Problem> {
        if self.compare == Some("custom") {
            return self.chosen(clock, days).map(Some);
        }
        if self.compare_from.or(self.compare_to).is_some() {
            return Err(Problem::parameter(
                "compare",
                "`custom`, where days to compare with are named",
            ));
        }
        let compare = match self.compare {
            None | Some("off") => Compare::Off,
            Some("previous") => Compare::Previous,
            Some("year") => Compare::Year,
            Some(_) => return Err(Problem::parameter("compare", "off, previous, year or custom")),
        };
        let by = match self.same {
            None | Some("dow") => Match::Weekday,
            Some("date") => Match::Date,
            Some(_) => return Err(Problem::parameter("match", "dow or date")),
        };
        let compared = days.compared(preset, compare, by);
        compared.map_err(|error| Problem::about("compare", error))
    }

    /// The days that are named to be compared with.
    fn chosen(&self, clock: &Clock, days: Days) -> Result<Days, Problem> {
        let (from, to) = (self.compare_from, self.compare_to);
        let given = moments::days(clock, None, ("compare_from", from), ("compare_to", to))?;
        let (chosen, _) =
            given.ok_or_else(|| Problem::parameter("compare_from", "`compare=custom` needs the first day"))?;
        match to {
            Some(_) => Ok(chosen),
            None => days
                .begun(chosen.from)
                .map_err(|error| Problem::about("compare_from", error)),
        }
    }

    async fn filter(self, caller: &Caller) -> Result<CallFilter, Problem> {
        chosen::kinds(
            self.direction.as_deref(),
            self.disposition.as_deref(),
            None,
            self.sentiment.as_deref(),
        )?;
        let texts = [
            ("source_instance", self.source_instance.as_deref()),
            ("agent", self.agent.as_deref()),
            ("queue", self.queue.as_deref()),
            ("number", self.number),
        ];
        if let Some((name, _)) = texts
            .iter()
            .find(|(_, text)| text.is_some_and(|text| text.contains('\0')))
        {
            return Err(Problem::parameter(name, "it holds a NUL"));
        }
        let agent_at = directory::desks_of_name(caller, self.agent.as_deref()).await?;
        Ok(CallFilter {
            direction: chosen::several(self.direction),
            disposition: chosen::several(self.disposition),
            source_instance: self.source_instance,
            agent: self.agent,
            agent_at,
            queue: self.queue,
            number: self.number.map(NumberIs::parse),
            sentiment_label: chosen::several(self.sentiment),
            rows: caller.authority.rows.clone(),
            ..CallFilter::default()
        })
    }
}

impl Asked {
    /// Whether calls of this day of the week are counted; 1 is Monday.
    pub fn counts(&self, weekday: i32) -> bool {
        let moment = self.scope.filter.moment.as_ref();
        moment.is_none_or(|moment| moment.weekdays.is_empty() || moment.weekdays.contains(&weekday))
    }
}

impl Excluded {
    fn parse(exclude: Option<&str>) -> Result<Self, Problem> {
        let mut excluded = Self::default();
        for name in exclude.into_iter().flat_map(|names| names.split(',')) {
            match name {
                "weekends" => excluded.weekends = true,
                "after_hours" => excluded.after_hours = true,
                "incomplete" => excluded.incomplete = true,
                _ => return Err(Problem::parameter("exclude", "weekends, after_hours or incomplete")),
            }
        }
        Ok(excluded)
    }

    /// Whether calls outside of business hours are asked for.
    fn hours(self, after_hours: Option<bool>) -> Result<Option<bool>, Problem> {
        match (self.after_hours, after_hours) {
            (true, Some(true)) => Err(Problem::parameter(
                "exclude",
                "after_hours are asked for (`after_hours=true`)",
            )),
            (true, _) => Ok(Some(false)),
            (false, asked) => Ok(asked),
        }
    }
}

/// The days of these that are over; where none is, they stay as they are.
fn over(clock: &Clock, days: Days) -> Result<Days, Problem> {
    let today = models::analytics::days::today(clock.now, &clock.zone)?;
    Ok(match today.yesterday() {
        Ok(yesterday) if days.from <= yesterday && yesterday < days.to => Days { to: yesterday, ..days },
        _ => days,
    })
}

fn default_days(clock: &Clock) -> Result<(Days, Option<Preset>), Problem> {
    let preset = Preset::Last(28);
    let today = models::analytics::days::today(clock.now, &clock.zone)?;
    Ok((preset.days(today)?, Some(preset)))
}
