{#- Fails for each rule whose goal was missed. -#}
{% test no_goals_missed(model) %}
select rule, party, attainment, goal
from {{ model }}
where is_missed
{% endtest %}
