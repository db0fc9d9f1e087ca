/** As many arguments as a resource has that somebody has thought about. */
export const STORAGE_ACCOUNT = {
  resource_group_name: "databases",
  location: "westeurope",
  account_tier: "Standard",
  account_replication_type: "GRS",
  min_tls_version: "TLS1_2",
  https_traffic_only_enabled: true,
  public_network_access_enabled: false,
  network_rules: [{ default_action: "Deny", ip_rules: ["100.0.0.1"], bypass: ["AzureServices"] }],
  tags: { owner: "team", stage: "dev", description: "Holds what the application uploads, until it has been looked through." },
};
