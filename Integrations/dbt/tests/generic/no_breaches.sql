{#- Fails for each breach of a rule that is at least so severe: minor, major or critical. -#}
{% test no_breaches(model, at_least='critical') %}
{%- set order = ['minor', 'major', 'critical'] -%}
{%- if at_least not in order -%}
{{ exceptions.raise_compiler_error("at_least is minor, major or critical, found '" ~ at_least ~ "'") }}
{%- endif -%}
select rule, subject, owner, due, severity
from {{ model }}
where verdict = 'breached' and severity in ('{{ order[order.index(at_least):] | join("', '") }}')
{% endtest %}
