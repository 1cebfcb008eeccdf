{#- The relation that holds one of leadpact's tables: a model that `vars: leadpact_tables` names, else a table of the source
    that `vars: leadpact_source` names (by default `crm`). -#}
{% macro leadpact_table(name) %}
{%- set models = var('leadpact_tables', {}) -%}
{%- if name in models -%}
{{ return(ref(models[name])) }}
{%- else -%}
{{ return(source(var('leadpact_source', 'crm'), name)) }}
{%- endif -%}
{% endmacro %}
