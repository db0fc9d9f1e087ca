/** The environment of this process without what says that it runs on a build server, for the command to report as to a person. */
export const plainEnvironment: NodeJS.ProcessEnv = {
  ...process.env,
  GITHUB_ACTIONS: undefined,
  GITHUB_STEP_SUMMARY: undefined,
  TF_BUILD: undefined,
};
