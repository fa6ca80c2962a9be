/** What the loss of a resource of a type means. */
export type ResourceClass = 'data' | 'identity' | 'traffic' | 'script' | 'other';

/** Databases, buckets, disks, queues, keys, secrets, state, backups: what they hold is gone with them. */
const DATA: readonly RegExp[] = [
  /^aws_(?:db_instance|db_snapshot|db_cluster_snapshot|rds_cluster|rds_cluster_instance|rds_global_cluster|dynamodb_table|dynamodb_global_table|docdb_cluster\w*|docdb\w*|neptune_\w+|redshift_cluster|redshiftserverless_namespace|elasticache_(?:cluster|replication_group|serverless_cache)|memorydb_cluster|opensearch_domain|opensearchserverless_collection|elasticsearch_domain|timestreamwrite_\w+|keyspaces_\w+|dax_cluster)$/,
  /^aws_(?:s3_bucket|s3_object|s3_bucket_object|s3_directory_bucket|s3tables_\w+|ebs_volume|ebs_snapshot|efs_file_system|fsx_\w+|glacier_vault|backup_vault|backup_recovery_point|ecr_repository|ecrpublic_repository|cloudwatch_log_group|athena_database|glue_catalog_(?:database|table)|lightsail_(?:database|disk|bucket))$/,
  /^aws_(?:sqs_queue|kinesis_stream|kinesis_firehose_delivery_stream|msk_cluster|msk_serverless_cluster|mq_broker|sns_topic|kms_key|kms_replica_key|secretsmanager_secret|secretsmanager_secret_version|ssm_parameter|cognito_user_pool|cognito_identity_pool|codecommit_repository|cloudhsm_v2_cluster)$/,
  /^google_(?:sql_database_instance|sql_database|spanner_(?:instance|database)|bigtable_(?:instance|table)|bigquery_(?:dataset|table)|firestore_(?:database|document)|datastore_\w+|redis_(?:instance|cluster)|memcache_instance|alloydb_(?:cluster|instance|backup)|filestore_instance|storage_bucket|storage_bucket_object|compute_(?:disk|region_disk|snapshot|image)|pubsub_(?:topic|subscription|lite_topic)|kms_(?:key_ring|crypto_key|crypto_key_version)|secret_manager_secret|secret_manager_secret_version|artifact_registry_repository|container_registry|logging_project_bucket_config|backup_dr_\w+|project)$/,
  /^azurerm_(?:(?:mssql|mysql|mariadb|postgresql|sql)_\w*(?:server|database|managed_instance)|cosmosdb_\w+|redis_cache|redis_enterprise_\w+|storage_(?:account|container|blob|share|share_file|queue|table|data_lake_gen2_filesystem)|managed_disk|snapshot|key_vault|key_vault_(?:key|secret|certificate)|servicebus_(?:namespace|queue|topic|subscription)|eventhub|eventhub_namespace|container_registry|recovery_services_vault|data_protection_backup_vault|log_analytics_workspace|kusto_(?:cluster|database)|data_lake_store|netapp_\w+|search_service|synapse_(?:workspace|sql_pool)|resource_group)$/,
  /^kubernetes_(?:persistent_volume|persistent_volume_claim|stateful_set|namespace|secret)(?:_v\d+)?$/,
  /^(?:cloudflare_(?:r2_bucket|d1_database|workers_kv|workers_kv_namespace|queue)|digitalocean_(?:database_\w+|volume|volume_snapshot|spaces_bucket|spaces_bucket_object|container_registry)|hcloud_(?:volume|snapshot)|linode_(?:volume|object_storage_bucket|database_\w+)|scaleway_(?:rdb_\w+|object_bucket|block_volume|redis_cluster)|ovh_cloud_project_database\w*|oci_(?:database_\w+|objectstorage_bucket|core_volume|core_boot_volume|kms_\w+|nosql_table|mysql_mysql_db_system)|exoscale_database|mongodbatlas_(?:cluster|advanced_cluster|serverless_instance|project)|confluent_kafka_(?:cluster|topic)|kafka_topic|elasticstack_elasticsearch_index|ec_deployment|snowflake_(?:database|schema|table|stage)|postgresql_(?:database|schema|extension)|mysql_database|influxdb\w*_bucket|vault_(?:mount|kv_secret|kv_secret_v2|generic_secret|transit_secret_backend_key)|minio_s3_bucket|aiven_(?:pg|mysql|kafka|redis|opensearch|clickhouse|valkey)|neon_(?:project|branch|database)|supabase_project|planetscale_\w+|github_repository|gitlab_project|openstack_(?:blockstorage_volume\w*|objectstorage_container\w*|db_instance\w*)|vsphere_(?:virtual_machine|virtual_disk)|proxmox_\w*vm\w*|libvirt_volume|docker_volume|tfe_workspace)$/,
];

/** Names and secrets that others hold: a new one breaks them even though nothing is stored there. */
const IDENTITY: readonly RegExp[] = [
  /^(?:random_(?:password|string|id|uuid|pet|bytes)|tls_(?:private_key|self_signed_cert|locally_signed_cert))$/,
  /^aws_(?:eip|route53_zone|acm_certificate|iam_(?:user|role|access_key|instance_profile|openid_connect_provider|saml_provider)|cloudfront_distribution|api_gateway_(?:rest_api|api_key)|apigatewayv2_api|key_pair)$/,
  /^google_(?:dns_managed_zone|compute_(?:global_)?address|service_account|service_account_key|compute_(?:managed_)?ssl_certificate)$/,
  /^azurerm_(?:public_ip|dns_zone|private_dns_zone|user_assigned_identity)$/,
  /^azuread_(?:application|service_principal|user|group)$/,
  /^(?:cloudflare_zone|digitalocean_(?:domain|reserved_ip|floating_ip)|hcloud_(?:primary_ip|floating_ip)|dnsimple_zone|ns1_zone)$/,
];

/** Clusters, load balancers, networks and records: requests fail while they are gone. */
const TRAFFIC: readonly RegExp[] = [
  /^aws_(?:eks_cluster|eks_node_group|ecs_cluster|ecs_service|lb|alb|elb|lb_listener|lb_target_group|autoscaling_group|instance|lambda_function|vpc|subnet|nat_gateway|internet_gateway|route_table|route|route53_record|db_proxy|apprunner_service|elastic_beanstalk_environment|emr_cluster|transit_gateway|vpn_connection)$/,
  /^google_(?:container_cluster|container_node_pool|compute_(?:instance|instance_group_manager|region_instance_group_manager|forwarding_rule|global_forwarding_rule|backend_service|url_map|network|subnetwork|router|router_nat)|cloud_run(?:_v2)?_service|cloudfunctions2?_function|app_engine_application|dns_record_set)$/,
  /^azurerm_(?:kubernetes_cluster|kubernetes_cluster_node_pool|linux_virtual_machine|windows_virtual_machine|virtual_machine|(?:linux|windows|orchestrated)_virtual_machine_scale_set|lb|application_gateway|front_door|cdn_frontdoor_\w+|linux_web_app|windows_web_app|app_service|container_app|virtual_network|subnet|firewall|dns_\w+_record)$/,
  /^kubernetes_(?:deployment|service|ingress|daemon_set|cron_job|manifest)(?:_v\d+)?$/,
  /^(?:helm_release|cloudflare_(?:record|dns_record|load_balancer|worker_script|workers_script|tunnel)|digitalocean_(?:kubernetes_cluster|droplet|loadbalancer|app|record)|hcloud_(?:server|load_balancer|network)|linode_(?:instance|lke_cluster|nodebalancer)|heroku_app|fly_app|vercel_project|nomad_job)$/,
];

/** They run whatever their provisioner or program says. */
const SCRIPT =
  /^(?:null_resource|terraform_data|shell_script|external|local_exec|ansible_playbook|aws_cloudformation_stack|azurerm_resource_group_template_deployment|kubectl_manifest)$/;

/** What a resource type stands for; `other` where it is in no table. */
export function resourceClass(type: string): ResourceClass {
  if (DATA.some((pattern) => pattern.test(type))) return 'data';
  if (IDENTITY.some((pattern) => pattern.test(type))) return 'identity';
  if (TRAFFIC.some((pattern) => pattern.test(type))) return 'traffic';
  return SCRIPT.test(type) ? 'script' : 'other';
}
