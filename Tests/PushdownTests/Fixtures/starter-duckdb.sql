-- Demand generation SLA
--
-- The rules of the agreement 'demand-generation' as DuckDB, written by leadpact; the agreement is what to change.
-- As of 2026-10-01T00:00:00Z, for the period 2026-Q3, to date.
--
-- It reads the tables activities, leads, stage_changes, users,
-- with leadpact's names of their columns,
-- and leaves verdicts, attainment and out_of_scope. Instants within are milliseconds since 1970 UTC.

set timezone = 'UTC';

-- ============================================================================
-- Business time
-- ============================================================================

-- Calendars: 0 office.
-- One row for each calendar and UTC day (since 1970-01-01): when it opens, in milliseconds of the day, and how
-- much open time lies before it.
create temporary table lp_business_day as
select calendar, day,
  day * 86400000 + opens_1 as opens_1, cast(closes_1 - opens_1 as bigint) as length_1,
  cast(coalesce(sum(closes_1 - opens_1) over (partition by calendar order by day rows between unbounded preceding and 1 preceding), 0) as bigint) as open_before
from (
  select calendar, cast(day as bigint) as day, opens_1, closes_1
  from (values
  ) as hours (calendar, day, opens_1, closes_1)
) as day_hours;

-- The other way: by open time in pieces of four hours, where in the windows it lies. What is used up at closing
-- time is due then, and not at the next opening.
create temporary table lp_business_hour as
select calendar, cast(bucket as bigint) as bucket,
  cast(open_before_1 as bigint) as open_before_1, cast(opens_1 as bigint) as opens_1
from (values
) as hours (calendar, bucket, open_before_1, opens_1);

-- When targets that name a day fall due: 0 5 business days.
-- A start from `starts` until before `up_to` is due at `due`, later by as much as it starts later where `moves` is 1.
create temporary table lp_due as
select target, calendar, cast(day as bigint) as day, cast(starts as bigint) as starts, cast(up_to as bigint) as up_to, cast(due as bigint) as due, cast(moves as bigint) as moves
from (values
) as due_dates (target, calendar, day, starts, up_to, due, moves);

-- ============================================================================
-- Leads and what happened to them
-- ============================================================================

-- Leads, with the conditions that rules ask of them.
--   first_response_when_1: hot
--   complete_leads_holds: email is not null and company is not null
create temporary table lp_lead as
select
  leads.id as lead_id,
  leads.owner_id,
  owner.id as owner_user,
  (leads.score >= 80) as first_response_when_1,
  leads.email is not null and leads.company is not null as complete_leads_holds
from leads
left join users as owner on owner.id = leads.owner_id
where leads.id is not null;

-- The history of stages: 0 inquiry, 1 mql, 2 sal, 3 opportunity, 4 customer, 5 disqualified; -1 is any other.
-- A change lasts until the next.
create temporary table lp_stage_change as
with change as (
  select changes.lead_id, epoch_ms(changes.at) as happened_at,
    case changes.to_stage when 'inquiry' then 0 when 'mql' then 1 when 'sal' then 2 when 'opportunity' then 3 when 'customer' then 4 when 'disqualified' then 5 else -1 end as to_stage,
    case changes.from_stage when 'inquiry' then 0 when 'mql' then 1 when 'sal' then 2 when 'opportunity' then 3 when 'customer' then 4 when 'disqualified' then 5 else -1 end as from_stage
  from stage_changes as changes
  join lp_lead on lp_lead.lead_id = changes.lead_id
  where epoch_ms(changes.at) <= 1790812800000
),
-- at one instant, a change that another leads on to is the later
led as (
  select distinct a.lead_id, a.happened_at, a.from_stage
  from change as a
  join change as b
    on b.lead_id = a.lead_id and b.happened_at = a.happened_at and b.to_stage = a.from_stage
  where a.from_stage >= 0
),
tied as (
  select change.*, case when led.lead_id is null then 0 else 1 end as is_led
  from change
  left join led
    on led.lead_id = change.lead_id and led.happened_at = change.happened_at
    and led.from_stage = change.from_stage
),
followed as (
  select tied.*, lag(to_stage) over (partition by lead_id order by happened_at, is_led, to_stage, from_stage) as stage_before
  from tied
),
grouped as (
  select followed.*,
    first_value(stage_before) over (
      partition by lead_id, happened_at order by is_led, to_stage, from_stage
    ) as entered_before
  from followed
),
ordered as (
  select lead_id, happened_at, to_stage, from_stage,
    row_number() over (partition by lead_id order by happened_at, case when from_stage >= 0 and from_stage = entered_before then 0 else 1 end, is_led, to_stage, from_stage) as place,
    lag(to_stage) over (partition by lead_id order by happened_at, case when from_stage >= 0 and from_stage = entered_before then 0 else 1 end, is_led, to_stage, from_stage) as previous
  from grouped
),
-- a change to the stage that the lead is in already is none
kept as (
  select * from ordered
  where place = 1 or to_stage < 0 or to_stage <> previous or (from_stage >= 0 and from_stage <> to_stage)
)
select lead_id, happened_at, to_stage, from_stage, place,
  coalesce(lag(to_stage) over (partition by lead_id order by place), from_stage) as left_stage,
  lead(happened_at) over (partition by lead_id order by place) as lasts_until
from kept;

-- enters mql
create temporary table lp_event_enters_mql as
select lead_id, happened_at from lp_stage_change where to_stage = 1;

-- touch
create temporary table lp_event_touch as
select rows_of.lead_id, epoch_ms(rows_of.at) as happened_at
from activities as rows_of
join lp_lead on lp_lead.lead_id = rows_of.lead_id
where epoch_ms(rows_of.at) <= 1790812800000
  and (rows_of.direction = 'outbound');

-- enters sal
create temporary table lp_event_enters_sal as
select lead_id, happened_at from lp_stage_change where to_stage = 2;

-- enters disqualified
create temporary table lp_event_enters_disqualified as
select lead_id, happened_at from lp_stage_change where to_stage = 5;

-- decision
create temporary table lp_event_decision as
select lead_id, happened_at from lp_event_enters_sal
union all
select lead_id, happened_at from lp_event_enters_disqualified;

-- ============================================================================
-- Rule first-response, owed by sales
-- ============================================================================

-- Target 0: 1 business hour when hot
-- Target 1: 8 business hours
create temporary table lp_first_response_start as
with starts as (
  select lead_id, min(happened_at) as start
  from lp_event_enters_mql
  group by lead_id
), target as (
  select starts.lead_id, starts.start, cast(null as bigint) as next_start,
    case when lp_lead.first_response_when_1 then 0 when lp_lead.first_response_when_1 is null then -1 else 1 end as target_row,
    0 as calendar
  from starts
  join lp_lead on lp_lead.lead_id = starts.lead_id
)
select target.*,
  case
    when target_row = -1 then 'value missing'
    when target_row = -2 then 'no target'
    else 'judged'
  end as scope
from target
join lp_lead on lp_lead.lead_id = target.lead_id;

-- Every lead that marketing hands over gets a first touch on time.
-- From first enters mql to touch, within 1 business hour, 8 business hours.
create temporary table lp_first_response as
with clock as (
  select * from lp_first_response_start where scope = 'judged'
),
-- the first of it at or after the start
satisfied as (
  select clock.lead_id, clock.start, min(happened_at) as satisfied_at
  from clock join lp_event_touch as event
    on event.lead_id = clock.lead_id and event.happened_at >= clock.start
  group by clock.lead_id, clock.start
),
ends as (
  select clock.*, satisfied.satisfied_at, coalesce(satisfied.satisfied_at, 1790812800000) as ends_at
  from clock
  left join satisfied on satisfied.lead_id = clock.lead_id and satisfied.start = clock.start
),
opened as (
  select ends.*, true as is_open
  from ends
),
timed as (
  select opened.*,
    start_day.open_before + least(greatest(opened.start - start_day.opens_1, 0), start_day.length_1) as scaled_start,
    end_day.open_before + least(greatest(greatest(ends_at, opened.start) - end_day.opens_1, 0), end_day.length_1) as scaled_end,
    case target_row when 0 then 3600000 when 1 then 28800000 end as whole
  from opened
  left join lp_business_day as start_day
    on start_day.calendar = opened.calendar and start_day.day = opened.start // 86400000
  left join lp_business_day as end_day
    on end_day.calendar = opened.calendar and end_day.day = greatest(ends_at, opened.start) // 86400000
),
settled as (
  select timed.*,
    case when whole + 0 = 0 then timed.start else due_hour.opens_1 + (scaled_start + whole) - due_hour.open_before_1 end as due,
    scaled_end - scaled_start as elapsed
  from timed
  left join lp_business_hour as due_hour
    on due_hour.calendar = timed.calendar and due_hour.bucket = ((scaled_start + whole) - 1) // 14400000
),
decided as (
  select settled.*, elapsed <= whole as is_in_time
  from settled
)
select lead_id, start, due, satisfied_at as satisfied_at, elapsed as elapsed,
  target_row, coalesce(due, start) as judged_at,
  case
    when elapsed is null then 'unknown'
    when satisfied_at is not null then case when is_in_time then 'met' else 'late' end
    when not is_in_time then 'missed'
    when due is null then 'unknown'
    when elapsed >= ceil(cast(whole as double) * cast(0.75 as double) - cast(0.001 as double)) then 'at-risk'
    else 'open'
  end as verdict
from decided;

-- ============================================================================
-- Rule decision, owed by sales
-- ============================================================================

-- Target 0: 5 business days
create temporary table lp_decision_start as
with starts as (
  select lead_id, min(happened_at) as start
  from lp_event_enters_mql
  group by lead_id
), target as (
  select starts.lead_id, starts.start, cast(null as bigint) as next_start,
    0 as target_row,
    0 as calendar
  from starts
  join lp_lead on lp_lead.lead_id = starts.lead_id
)
select target.*,
  case
    when target_row = -1 then 'value missing'
    when target_row = -2 then 'no target'
    else 'judged'
  end as scope
from target
join lp_lead on lp_lead.lead_id = target.lead_id;

-- Sales accepts or disqualifies every lead within a week.
-- From first enters mql to decision, within 5 business days.
create temporary table lp_decision as
with clock as (
  select * from lp_decision_start where scope = 'judged'
),
-- the first of it at or after the start
satisfied as (
  select clock.lead_id, clock.start, min(happened_at) as satisfied_at
  from clock join lp_event_decision as event
    on event.lead_id = clock.lead_id and event.happened_at >= clock.start
  group by clock.lead_id, clock.start
),
ends as (
  select clock.*, satisfied.satisfied_at, coalesce(satisfied.satisfied_at, 1790812800000) as ends_at
  from clock
  left join satisfied on satisfied.lead_id = clock.lead_id and satisfied.start = clock.start
),
-- targets that name a day
dated as (
  select ends.*, true as is_open, day_due.due + day_due.moves * (ends.start - day_due.starts) as plain_due
  from ends
  left join lp_due as day_due
    on day_due.target = 0 and day_due.calendar = ends.calendar
    and day_due.day = ends.start // 86400000
    and ends.start >= day_due.starts and ends.start < day_due.up_to
),
timed as (
  select dated.*,
    start_day.open_before + least(greatest(dated.start - start_day.opens_1, 0), start_day.length_1) as scaled_start,
    end_day.open_before + least(greatest(greatest(ends_at, dated.start) - end_day.opens_1, 0), end_day.length_1) as scaled_end,
    due_day.open_before + least(greatest(plain_due - due_day.opens_1, 0), due_day.length_1) - (start_day.open_before + least(greatest(dated.start - start_day.opens_1, 0), start_day.length_1)) as whole
  from dated
  left join lp_business_day as start_day
    on start_day.calendar = dated.calendar and start_day.day = dated.start // 86400000
  left join lp_business_day as end_day
    on end_day.calendar = dated.calendar and end_day.day = greatest(ends_at, dated.start) // 86400000
  left join lp_business_day as due_day
    on due_day.calendar = dated.calendar and due_day.day = plain_due // 86400000
),
settled as (
  select timed.*,
    plain_due as due,
    scaled_end - scaled_start as elapsed
  from timed
  left join lp_business_hour as due_hour
    on due_hour.calendar = timed.calendar and due_hour.bucket = ((scaled_start + whole) - 1) // 14400000
),
decided as (
  select settled.*, due is null or ends_at <= due as is_in_time
  from settled
)
select lead_id, start, due, satisfied_at as satisfied_at, elapsed as elapsed,
  target_row, coalesce(due, start) as judged_at,
  case
    when elapsed is null then 'unknown'
    when satisfied_at is not null then case when is_in_time then 'met' else 'late' end
    when not is_in_time then 'missed'
    when due is null then 'unknown'
    else 'open'
  end as verdict
from decided;

-- ============================================================================
-- Rule complete-leads, owed by marketing
-- ============================================================================

-- Leads are handed over with an address and a company.
create temporary table lp_complete_leads_start as
select lp_lead.lead_id, starts.start as start, lp_lead.complete_leads_holds as holds,
  'judged' as scope
from (
  select lead_id, min(happened_at) as start
  from lp_event_enters_mql
  group by lead_id
) as starts
join lp_lead on lp_lead.lead_id = starts.lead_id;

-- Met where it is true: email is not null and company is not null.
create temporary table lp_complete_leads as
select lead_id, start, cast(null as bigint) as due, cast(null as bigint) as satisfied_at,
  cast(null as bigint) as elapsed, 0 as target_row, cast(1790812800000 as bigint) as judged_at,
  case when holds then 'met' else 'missed' end as verdict
from lp_complete_leads_start
where scope = 'judged';

-- A day is no time: where a column of instants has days, this stops the script.
create temporary table lp_day as
select case when typeof(row_of.at) = 'DATE' then cast(concat('days and no times in activities.at: ', coalesce(cast(row_of.at as text), '')) as timestamptz) end as day
from (select * from activities limit 1) as row_of
union all
select case when typeof(row_of.at) = 'DATE' then cast(concat('days and no times in stage_changes.at: ', coalesce(cast(row_of.at as text), '')) as timestamptz) end as day
from (select * from stage_changes limit 1) as row_of;

-- ============================================================================
-- Results
-- ============================================================================

-- All verdicts. A breach that a waiver excuses counts neither way.
create temporary table lp_verdict as
select 0 as rule_number, 'first-response' as rule, 'sales' as party,
  rule.lead_id as subject, rule.lead_id as lead_id,
  rule.start, rule.due as due, rule.satisfied_at as satisfied_at, rule.elapsed as elapsed,
  case rule.target_row when 0 then cast(3600000 as bigint) when 1 then cast(28800000 as bigint) end as target_length, case rule.target_row when 0 then '1 business hour' when 1 then '8 business hours' end as target,
  rule.judged_at, rule.verdict as verdict, 'critical' as severity
from lp_first_response as rule
join lp_lead on lp_lead.lead_id = rule.lead_id
union all
select 1 as rule_number, 'decision' as rule, 'sales' as party,
  rule.lead_id as subject, rule.lead_id as lead_id,
  rule.start, rule.due as due, rule.satisfied_at as satisfied_at, rule.elapsed as elapsed,
  cast(null as bigint) as target_length, '5 business days' as target,
  rule.judged_at, rule.verdict as verdict, 'major' as severity
from lp_decision as rule
join lp_lead on lp_lead.lead_id = rule.lead_id
union all
select 2 as rule_number, 'complete-leads' as rule, 'marketing' as party,
  rule.lead_id as subject, rule.lead_id as lead_id,
  rule.start, rule.due as due, rule.satisfied_at as satisfied_at, rule.elapsed as elapsed,
  cast(null as bigint) as target_length, cast(null as text) as target,
  rule.judged_at, rule.verdict as verdict, 'major' as severity
from lp_complete_leads as rule
join lp_lead on lp_lead.lead_id = rule.lead_id;

-- The verdicts of the period; one that is not decided belongs to every period. The breach is the owner's at due.
create temporary table verdicts as
select rule, party, subject, verdict.lead_id as lead,
  case when verdict in ('late', 'missed') then 'breached' else verdict end as verdict,
  case when verdict in ('late', 'missed') then verdict end as kind,
  make_timestamptz((start) * 1000) as start, make_timestamptz((due) * 1000) as due,
  make_timestamptz((satisfied_at) * 1000) as satisfied_at,
  cast(elapsed as double) / 1000 as elapsed_seconds,
  cast(target_length as double) / 1000 as target_seconds, target,
  owned.owner_id, coalesce(its_owner.name, owned.owner_id) as owner, its_owner.team as team, its_manager.name as manager, severity, rule_number
from lp_verdict as verdict
left join lp_lead as owned on owned.lead_id = verdict.lead_id
left join users as its_owner on its_owner.id = owned.owner_user
left join users as its_manager on its_manager.id = its_owner.manager_id
where (verdict in ('open', 'at-risk') or judged_at >= 1782878400000 and judged_at < 1790827200000);

-- What the rules came to: met of met and breached, against the goal.
create temporary table attainment as
with listed as (
  select rule_number, rule, party, cast(goal as double) as goal
  from (values
    (0, 'first-response', 'sales', cast(0.95 as double)),
    (1, 'decision', 'sales', cast(0.9 as double)),
    (2, 'complete-leads', 'marketing', null)
  ) as rules (rule_number, rule, party, goal)
), counted as (
  select rule_number,
    cast(coalesce(sum(case when verdict = 'met' then 1 else 0 end), 0) as bigint) as met_count,
    cast(coalesce(sum(case when verdict = 'breached' then 1 else 0 end), 0) as bigint) as breached_count,
    cast(coalesce(sum(case when kind = 'late' then 1 else 0 end), 0) as bigint) as late_count,
    cast(coalesce(sum(case when kind = 'missed' then 1 else 0 end), 0) as bigint) as missed_count,
    cast(coalesce(sum(case when verdict = 'open' then 1 else 0 end), 0) as bigint) as open_count,
    cast(coalesce(sum(case when verdict = 'at-risk' then 1 else 0 end), 0) as bigint) as at_risk_count,
    cast(coalesce(sum(case when verdict = 'void' then 1 else 0 end), 0) as bigint) as void_count,
    cast(coalesce(sum(case when verdict = 'waived' then 1 else 0 end), 0) as bigint) as waived_count,
    cast(coalesce(sum(case when verdict = 'unknown' then 1 else 0 end), 0) as bigint) as unknown_count
  from verdicts
  group by rule_number
), filled as (
  select listed.rule, listed.party, listed.goal, listed.rule_number,
    coalesce(met_count, 0) as met, coalesce(breached_count, 0) as breached,
    coalesce(late_count, 0) as late, coalesce(missed_count, 0) as missed,
    coalesce(open_count, 0) as "open", coalesce(at_risk_count, 0) as at_risk,
    coalesce(void_count, 0) as void, coalesce(waived_count, 0) as waived,
    coalesce(unknown_count, 0) as unknown
  from listed left join counted on counted.rule_number = listed.rule_number
)
select filled.*,
  cast(met as double) / nullif(met + breached, 0) as attainment,
  coalesce(cast(met as double) / nullif(met + breached, 0) < goal, false) as is_missed
from filled;

-- What is not judged for want of a value, a target or a term: nothing passes in silence.
create temporary table out_of_scope as
select 'first-response' as rule, scope as why, count(*) as leads
from lp_first_response_start
where scope = 'outside term' or scope in ('value missing', 'no target') and (coalesce(start, 1790812800000) >= 1782878400000 and coalesce(start, 1790812800000) < 1790827200000)
group by scope
union all
select 'decision' as rule, scope as why, count(*) as leads
from lp_decision_start
where scope = 'outside term' or scope in ('value missing', 'no target') and (coalesce(start, 1790812800000) >= 1782878400000 and coalesce(start, 1790812800000) < 1790827200000)
group by scope
union all
select 'complete-leads' as rule, scope as why, count(*) as leads
from lp_complete_leads_start
where scope = 'outside term' or scope in ('value missing', 'no target') and (coalesce(start, 1790812800000) >= 1782878400000 and coalesce(start, 1790812800000) < 1790827200000)
group by scope;
