import { PolicyPack } from "@pulumi/policy";
import { policies } from "azure-postgresql-tls-policy/policies";

new PolicyPack(
  "contoso",
  {
    policies: [
      ...policies,
      {
        name: "resource-group-tags",
        description: "Resource groups carry an owner tag.",
        enforcementLevel: "advisory",
        validateResource: ({ type, props }, reportViolation) => {
          const tags = props.tags as Record<string, string> | undefined;
          if (type === "azure-native:resources:ResourceGroup" && !tags?.owner) reportViolation("tags.owner is not set.");
        },
      },
    ],
  },
  // The pack's own defaults; a stack can still override them with --policy-pack-config. Without an enforcementLevel here
  // Pulumi would take the policy for advisory.
  { "azure-postgresql-flexible-secure-tls": { enforcementLevel: "mandatory", minimumTlsVersion: "1.3" } },
);
