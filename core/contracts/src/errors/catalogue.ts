import { type CatalogueEntry, entry } from './catalogue-entry.ts';

export type { CatalogueEntry, ErrorKind } from './catalogue-entry.ts';

/** Every error of Slipway by its stable code. A retired code is never reused. */
export const ERROR_CATALOGUE = {
  // Requests
  INVALID_REQUEST: entry(
    'invalid',
    'The request is not valid: {reason}.',
    'Correct the named field and send it again.',
  ),
  INVALID_JSON: entry(
    'invalid',
    'The body is not valid JSON: {reason}.',
    'Send one JSON document encoded as UTF-8.',
  ),
  BODY_TOO_LARGE: entry(
    'too_large',
    'The body is larger than the limit of {limit} bytes.',
    'Send fewer rows in one request.',
  ),
  UNSUPPORTED_MEDIA: entry(
    'unsupported',
    'The content type {type} is not supported here.',
    'Use the content type that the route documents.',
  ),
  ROUTE_NOT_FOUND: entry(
    'not_found',
    'There is no route {method} {path}.',
    'See /openapi.json for the routes.',
  ),
  METHOD_NOT_ALLOWED: entry(
    'invalid',
    'The route {path} does not take {method}.',
    'See /openapi.json for the routes.',
  ),
  UNAUTHENTICATED: entry(
    'unauthenticated',
    'The request carries no valid token.',
    'Send "Authorization: Bearer <token>"; the tokens of a local stack are in <data-dir>/tokens, the key of its gateway is in the file of SLIPWAY_GATEWAY_KEY_FILE.',
  ),
  FORBIDDEN: entry(
    'forbidden',
    'The role {role} may not do this.',
    'Use a token of one of the roles: {roles}.',
  ),
  ORIGIN_REFUSED: entry(
    'forbidden',
    'Web pages of {origin} may not send requests here.',
    'Add the origin to SLIPWAY_ALLOWED_ORIGINS if its pages should.',
  ),
  NOT_FOUND: entry('not_found', '{what} "{name}" does not exist.', 'List what exists and check the name.'),
  ALREADY_EXISTS: entry(
    'conflict',
    '{what} "{name}" exists already.',
    'Choose another name, or use the existing one.',
  ),
  UNAVAILABLE: entry('unavailable', '{what} cannot be reached.', 'Check "slipway status", and try again.'),
  TIMEOUT: entry(
    'timeout',
    '{what} did not answer within {milliseconds} ms.',
    'Try again, or raise the timeout.',
  ),
  INTERNAL: entry(
    'internal',
    'An unexpected error happened: {reason}.',
    'See the log of the process; if it repeats, report it with that log.',
  ),
  // Configuration and processes
  INVALID_CONFIGURATION: entry(
    'invalid',
    'The configuration is not valid: {reason}.',
    'Correct the named settings; all errors are listed.',
  ),
  INVALID_USAGE: entry('invalid', 'The command line is not valid: {reason}.', 'See "{command} --help".'),
  DATA_DIR_IN_USE: entry(
    'conflict',
    'A stack is already running on {directory} (process {pid}).',
    'Stop it first, or use another --data-dir.',
  ),
  DATABASE_IN_USE: entry(
    'conflict',
    'The embedded database in {directory} is open in process {pid}.',
    'The embedded database allows one process; use PostgreSQL for more than one.',
  ),
  PORT_IN_USE: entry(
    'conflict',
    'Port {port} on {host} is in use.',
    'Choose other ports with --port-base, or 0 for free ones.',
  ),
  NOT_RUNNING: entry('unavailable', 'No stack is running on {directory}.', 'Start it with "slipway up".'),
  NO_TOKEN: entry(
    'unauthenticated',
    'No token for the roles {roles} was found in {directory}.',
    'Start the stack once with "slipway up", or set SLIPWAY_TOKEN.',
  ),
  NO_TERMINAL: entry(
    'invalid',
    'A decision is needed, and there is no terminal to ask at.',
    'Run it in a terminal, or pass --yes to sign as the demo reviewer.',
  ),
  INSUFFICIENT_SPACE: entry(
    'unavailable',
    'The disk of {directory} is full.',
    'Free some space; nothing that was acknowledged is lost.',
  ),
  // Training
  INVALID_JOB: entry(
    'invalid',
    'The job declaration is not valid: {reason}.',
    'Correct the declaration; all errors are listed.',
  ),
  RUN_NOT_RETRYABLE: entry(
    'conflict',
    'Run {run} is {state}, so there is no failed step to retry.',
    'Start a new run.',
  ),
  RUN_NOT_REPRODUCIBLE: entry(
    'conflict',
    'Run {run} cannot be made again: {reason}.',
    'Choose a run that registered a version; "slipway run show" names it.',
  ),
  NOT_REPRODUCED: entry(
    'conflict',
    'The version of run {run} was not reproduced ({verdict}): {reason}.',
    'See "slipway model show" for every metric; what a job does not take from the seed makes its results differ.',
  ),
  RUN_FINISHED: entry('conflict', 'Run {run} is already {state}.', 'Start a new run.'),
  NO_SEARCH: entry(
    'invalid',
    'The job {job} declares no search.',
    'Add "search" to its declaration and apply it, or send a plan.',
  ),
  SEARCH_FINISHED: entry('conflict', 'Search {search} is already {state}.', 'Start a new search.'),
  SEARCH_FAILED: entry(
    'invalid',
    'Search {search} failed: {reason}.',
    'See "slipway search show {search}", correct the cause, and resume it.',
  ),
  SEARCH_NOT_RESUMABLE: entry(
    'conflict',
    'Search {search} is {state}, so there is nothing to go on with.',
    'Start a new search.',
  ),
  STEP_FAILED: entry(
    'invalid',
    'Step {step} failed: {reason}.',
    'See "slipway run logs {run}", correct the cause, and retry the step.',
  ),
  STEP_MEMORY_EXCEEDED: entry(
    'invalid',
    'The step used {used} MiB of memory, more than its limit of {limit} MiB.',
    'Raise limits.memoryMb of the step, or let it hold less at a time.',
  ),
  STEP_ISOLATION_IMPOSSIBLE: entry(
    'conflict',
    'Steps must be isolated (SLIPWAY_STEP_ISOLATION is namespace), and this worker cannot do it: {reason}.',
    'Allow user namespaces on the machine of the worker (docs/adr/0013), or set SLIPWAY_STEP_ISOLATION=auto to run without.',
  ),
  SECRET_MISSING: entry(
    'not_found',
    'The secret "{name}" does not exist on the worker.',
    'Store it with "slipway secret set {name}" on the machine of the worker.',
  ),
  STEP_OUTPUT_MISSING: entry(
    'invalid',
    'Step {step} did not write {file}.',
    'Write model.onnx and signature.json to SLIPWAY_OUTPUT_DIR.',
  ),
  LEASE_LOST: entry(
    'conflict',
    'The lease {lease} on a step has ended.',
    'Stop working on the step; it was given to another worker or cancelled.',
  ),
  INVALID_SQL: entry(
    'invalid',
    'The SQL cannot be run: {reason}.',
    'Correct the statement; "slipway sql" tries it out.',
  ),
  EMPTY_SNAPSHOT: entry('invalid', 'The snapshot {name} has no rows.', 'Check the query and its parameters.'),
  EXPECTATION_FAILED: entry(
    'invalid',
    'The data of {name} is not as expected: {reason}.',
    'Correct the data, the query or the expectation; no snapshot was made.',
  ),
  INVALID_EXPECTATION: entry(
    'invalid',
    'An expectation is not valid: {reason}.',
    'Correct the expression; docs/datasets.md has the names that it may read.',
  ),
  EVALUATION_IMPOSSIBLE: entry(
    'invalid',
    'The evaluation is not possible: {reason}.',
    'Check the label, the threshold and the holdout query.',
  ),
  TRACKED_PARAM_CHANGED: entry(
    'invalid',
    'Changing param values is not allowed: param "{key}" of run {run} is "{old}" already, not "{value}".',
    'Log it under another key, or in a run of its own.',
  ),
  TRACKED_MODEL_UNUSABLE: entry(
    'invalid',
    'The model cannot become a version of Slipway: {reason}.',
    'See "Registering a model through MLflow" in planes/training/src/tracking/README.md.',
  ),
  ARTIFACT_PATH_REFUSED: entry(
    'invalid',
    'Invalid path: "{path}" {reason}.',
    'Name artifacts by relative paths of plain names, such as model/MLmodel.',
  ),
  STAGES_NOT_OFFERED: entry(
    'invalid',
    'Model stages do not exist here: a stage would release nothing.',
    'A version is released by a person in a review ("slipway review list"); for names that move use aliases.',
  ),
  TRACKING_NOT_OFFERED: entry(
    'unsupported',
    '{what} is not offered by this tracking server.',
    'See what is in planes/training/src/tracking/README.md.',
  ),
  MULTIPART_NOT_OFFERED: entry(
    'unsupported',
    'Multipart upload is not supported for the current artifact repository: files are streamed in one request.',
    'Unset MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD.',
  ),
  RUN_CANCELLED: entry('conflict', 'Run {run} was cancelled.', 'Start another one: "slipway job run <job>".'),
  WEBHOOK_REFUSED: entry(
    'unauthenticated',
    'The call of the webhook of job "{job}" is refused: {reason}.',
    'Send x-slipway-signature: t=<seconds>,v1=<hex HMAC-SHA256 of "<t>.<body>" with the secret of "slipway job webhook <job>">.',
  ),
  WEBHOOK_REPLAYED: entry(
    'conflict',
    'This very call of the webhook of job "{job}" has already started run {run}.',
    'Sign every call anew; put an idempotencyKey into the body of what is sent again.',
  ),
  TOO_MANY_STREAMS: entry(
    'busy',
    '{streams} streams are open already.',
    'Close some of them, or read the stored log.',
  ),
  // Models and release
  INVALID_SIGNATURE_FILE: entry(
    'invalid',
    'The model signature is not valid: {reason}.',
    'Write a signature.json that matches the graph.',
  ),
  INVALID_EXPRESSION: entry(
    'invalid',
    'The CEL expression "{expression}" is not valid: {reason}.',
    'Correct the expression; docs/criteria.md has the names that it may read.',
  ),
  REVIEW_CLOSED: entry(
    'conflict',
    'Review {review} is already {state}.',
    'Register a new version to ask again.',
  ),
  EVIDENCE_CHANGED: entry(
    'conflict',
    'The evidence is {actual}, not the {expected} that was looked at.',
    'Look at the evidence again and decide on it.',
  ),
  REVIEWER_IS_AUTHOR: entry(
    'forbidden',
    'The author of a version cannot approve it.',
    'Ask another reviewer.',
  ),
  REASON_REQUIRED: entry('invalid', 'A decision needs a reason.', 'Say in one sentence why.'),
  CRITERIA_NOT_MET: entry(
    'conflict',
    'Criteria are not met: {criteria}.',
    'Reject it, or approve with acceptFailures and a reason that says why.',
  ),
  RELEASE_NOT_FOR_ENDPOINT: entry(
    'conflict',
    'Release {release} was signed for endpoint {signed}, not {endpoint}.',
    'Open a review for this endpoint.',
  ),
  RELEASE_REVOKED: entry('conflict', 'Release {release} is revoked.', 'Deploy another release.'),
  RELEASE_IN_USE: entry(
    'conflict',
    'Release {release} answers as variant {variant} of endpoint {endpoint}.',
    'Give its requests to another variant first, or revoke it with force.',
  ),
  DEPLOYMENT_IN_USE: entry(
    'conflict',
    'Deployment {deployment} is a variant of endpoint {endpoint}.',
    'Remove the variant first.',
  ),
  DEPLOYMENT_NOT_READY: entry(
    'conflict',
    'Deployment {deployment} has no ready predictor.',
    'Wait until "slipway status" shows it ready.',
  ),
  EXPERIMENT_RUNNING: entry(
    'conflict',
    'Endpoint {endpoint} already has the running experiment {experiment}.',
    'Stop it first; A/B tests run beside each other only in disjoint ranges of one namespace.',
  ),
  AUDIT_BROKEN: entry(
    'integrity',
    'The audit chain is broken at entry {sequence}.',
    'Restore the log from a backup and find out who changed it.',
  ),
  // Integrity of what is loaded
  RELEASE_UNSIGNED: entry(
    'integrity',
    'The release has no valid signature: {reason}.',
    'Load only releases that the release plane signed.',
  ),
  RELEASE_KEY_UNKNOWN: entry(
    'integrity',
    'The release is signed with the unknown key {key}.',
    'Add the public key to the trusted keys, or sign again.',
  ),
  RELEASE_NOT_APPROVED: entry(
    'integrity',
    'The release carries no approval.',
    'Have a reviewer approve the version.',
  ),
  DIGEST_MISMATCH: entry(
    'integrity',
    '{what} has digest {actual}, not {expected} as expected.',
    'Restore the file; the approved bytes are the only ones that load.',
  ),
  BLOB_NOT_FOUND: entry(
    'not_found',
    'The blob {digest} is not in the store.',
    'Check the blob store; a blob is never removed while a version names it.',
  ),
  MODEL_INVALID: entry('integrity', 'The model cannot be loaded: {reason}.', 'Train and register it again.'),
  WARM_UP_MISMATCH: entry(
    'integrity',
    'The model answers {actual} where the evaluator saw {expected}.',
    'Check that predictor and evaluator run the same ONNX Runtime.',
  ),
  // Serving
  ENDPOINT_UNKNOWN: entry(
    'not_found',
    'Endpoint "{endpoint}" does not exist.',
    'See "slipway endpoint list".',
  ),
  ENDPOINT_INACTIVE: entry(
    'unavailable',
    'Endpoint "{endpoint}" is switched off: {message}.',
    'Set its parameter activate to true.',
  ),
  MODEL_UNKNOWN: entry(
    'not_found',
    'Request for unknown model: "{model}" is not found.',
    'Use the name that GET /v2/models lists.',
  ),
  MODEL_NOT_READY: entry(
    'unavailable',
    'Model "{model}" is not ready: {reason}.',
    'Wait, or see "slipway status" for the reason.',
  ),
  NO_PREDICTOR: entry(
    'unavailable',
    'No predictor of variant "{variant}" is ready.',
    'See "slipway status"; deploy more replicas.',
  ),
  PREDICTOR_FAILED: entry(
    'unavailable',
    'The predictor of variant "{variant}" failed: {reason}.',
    'Try again; see the log of the predictor.',
  ),
  VARIANT_UNKNOWN: entry(
    'invalid',
    'Endpoint "{endpoint}" has no variant "{variant}".',
    'See "slipway endpoint show".',
  ),
  VARIANT_INACTIVE: entry(
    'conflict',
    'Variant "{variant}" of endpoint "{endpoint}" is switched off.',
    'Set its parameter activate to true, or ask another variant.',
  ),
  DIRECT_ADDRESSING_OFF: entry(
    'forbidden',
    'Clients may not choose the variant of endpoint "{endpoint}".',
    'Leave the variant out, or set the parameter directAddressing to true.',
  ),
  RULE_REJECTED: entry(
    'invalid',
    'Rule "{rule}" refuses this row: {message}.',
    'Send what the rule allows; "slipway endpoint parameters" has the rules of the endpoint.',
  ),
  VARIANT_IN_USE: entry(
    'conflict',
    'The serving parameters of endpoint "{endpoint}" name the variant "{variant}" in {fields}.',
    'Change these parameters first.',
  ),
  INVALID_PARAMETERS: entry(
    'invalid',
    'The serving parameters are not valid: {reason}.',
    'Correct the named fields; all errors are listed.',
  ),
  RULE_INVALID: entry(
    'invalid',
    'A rule is not valid: {reason}.',
    'Correct the expression; docs/rules.md has the names and functions that it may use.',
  ),
  FEATURE_MISSING: entry(
    'invalid',
    'Feature "{feature}" is missing in row {row}.',
    'Send every feature of the signature.',
  ),
  FEATURE_UNKNOWN: entry(
    'invalid',
    'Feature "{feature}" in row {row} is not in the signature.',
    'Send only the features of the signature.',
  ),
  FEATURE_TYPE: entry(
    'invalid',
    'Feature "{feature}" in row {row} must be {expected}, not {actual}.',
    'Send the type that the signature names.',
  ),
  TENSOR_UNKNOWN: entry(
    'invalid',
    'Input tensor "{tensor}" is not an input of the model.',
    'Use the names in the model metadata.',
  ),
  TENSOR_MISSING: entry(
    'invalid',
    'Input tensor "{tensor}" is missing.',
    'Send every input of the model metadata.',
  ),
  TENSOR_DATATYPE: entry(
    'invalid',
    'Tensor "{tensor}" must be {expected}, not {actual}.',
    'Use the datatype in the model metadata.',
  ),
  TENSOR_SHAPE: entry(
    'invalid',
    'Tensor "{tensor}" has shape {actual}, but {expected} is needed.',
    'Make shape and data agree with the model metadata.',
  ),
  TENSOR_VALUE: entry(
    'invalid',
    'Tensor "{tensor}" has an invalid element at {index}: {reason}.',
    'Send values that fit the datatype.',
  ),
  OUTPUT_UNKNOWN: entry(
    'invalid',
    'Output "{output}" is not an output of the model.',
    'Use the names in the model metadata.',
  ),
  QUEUE_FULL: entry(
    'busy',
    'The predictor has {waiting} requests waiting.',
    'Try again after the time in Retry-After.',
  ),
  OVERLOADED: entry(
    'busy',
    'Endpoint "{endpoint}" has {inFlight} requests under way and takes no more.',
    'Try again after the time in Retry-After; raise the concurrency limit, or deploy more replicas.',
  ),
  OUTCOME_INVALID: entry('invalid', 'The outcome is not valid: {reason}.', 'Send predictionId and label.'),
  REPOSITORY_FIXED: entry(
    'unsupported',
    'Model "{model}" failed to {action}: a predictor holds its signed release and nothing else.',
    'Deploy or withdraw a release instead.',
  ),
  EXECUTION_LOST: entry(
    'unavailable',
    'The thread that ran the model ended: {reason}.',
    'Try again; the predictor starts another one.',
  ),
  // Log
  SEGMENT_CORRUPT: entry(
    'integrity',
    'The log segment {segment} is damaged at byte {offset}.',
    'It was set aside in spool/quarantine; its readable records are kept.',
  ),
  TABLE_INVALID: entry(
    'invalid',
    'The file for table "{table}" cannot be read: {reason}.',
    'Send a Parquet or CSV file.',
  ),
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof ERROR_CATALOGUE;
