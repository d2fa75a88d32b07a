-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "Role" AS ENUM ('viewer', 'operator', 'admin');

-- CreateEnum
CREATE TYPE "EnvOrigin" AS ENUM ('save', 'import', 'rollback');

-- CreateEnum
CREATE TYPE "RolloutState" AS ENUM ('running', 'paused', 'held', 'aborting', 'aborted', 'finished');

-- CreateEnum
CREATE TYPE "TargetState" AS ENUM ('pending', 'applying', 'verifying', 'applied', 'rolled_back', 'failed', 'stuck', 'unreachable', 'skipped', 'expired');

-- CreateEnum
CREATE TYPE "CommandState" AS ENUM ('queued', 'sent', 'accepted', 'done', 'refused', 'expired', 'cancelled');

-- CreateTable
CREATE TABLE "User" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "emailVerified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "role" "Role" NOT NULL DEFAULT 'viewer',
    "disabledAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Session" (
    "id" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "ipAddress" TEXT,
    "userAgent" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Account" (
    "id" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "providerId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "accessToken" TEXT,
    "refreshToken" TEXT,
    "idToken" TEXT,
    "accessTokenExpiresAt" TIMESTAMPTZ(3),
    "refreshTokenExpiresAt" TIMESTAMPTZ(3),
    "scope" TEXT,
    "password" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Verification" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Verification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RateLimit" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "lastRequest" BIGINT NOT NULL,

    CONSTRAINT "RateLimit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "FirstAdminLink" (
    "id" UUID NOT NULL,
    "tokenHash" BYTEA NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "FirstAdminLink_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Invitation" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "role" "Role" NOT NULL,
    "tokenHash" BYTEA NOT NULL,
    "createdById" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "usedAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Invitation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ApiToken" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "tokenHash" BYTEA NOT NULL,
    "role" "Role" NOT NULL,
    "createdById" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "lastUsedAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ApiToken_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ControlKey" (
    "name" TEXT NOT NULL,
    "publicKey" BYTEA,
    "sealed" BYTEA NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ControlKey_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "Enrolment" (
    "id" UUID NOT NULL,
    "tokenHash" BYTEA NOT NULL,
    "serverName" TEXT,
    "labels" JSONB NOT NULL,
    "policy" JSONB NOT NULL,
    "createdById" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "usedAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),
    "step" TEXT,
    "stepFailed" TEXT,
    "stepAt" TIMESTAMPTZ(3),
    "serverId" UUID,

    CONSTRAINT "Enrolment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Server" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "hue" INTEGER NOT NULL,
    "publicKey" BYTEA NOT NULL,
    "address" TEXT,
    "enrolledAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "connectedAt" TIMESTAMPTZ(3),
    "lastSeenAt" TIMESTAMPTZ(3),
    "sessionReplica" TEXT,
    "revokedAt" TIMESTAMPTZ(3),
    "lockedReason" TEXT,
    "removedAt" TIMESTAMPTZ(3),
    "agentVersion" TEXT,
    "protocolVersion" INTEGER,
    "capabilities" TEXT[],
    "facts" JSONB,
    "policy" JSONB,
    "vitals" JSONB,
    "vitalsAt" TIMESTAMPTZ(3),
    "units" JSONB,
    "unitsAt" TIMESTAMPTZ(3),
    "commandSeq" INTEGER NOT NULL DEFAULT 0,
    "epoch" INTEGER NOT NULL DEFAULT 0,
    "stateHash" BYTEA,

    CONSTRAINT "Server_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Label" (
    "serverId" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "Label_pkey" PRIMARY KEY ("serverId","key")
);

-- CreateTable
CREATE TABLE "Service" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "envPath" TEXT NOT NULL,
    "envOwner" TEXT NOT NULL,
    "envGroup" TEXT NOT NULL,
    "envMode" TEXT NOT NULL,
    "dialects" TEXT[],
    "units" TEXT[],
    "checks" JSONB NOT NULL,
    "assertions" JSONB NOT NULL,
    "secretKeys" TEXT[],
    "revision" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "removedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Service_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ServiceOnServer" (
    "serviceId" UUID NOT NULL,
    "serverId" UUID NOT NULL,
    "assignedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "appliedVersionId" UUID,
    "appliedAt" TIMESTAMPTZ(3),
    "observed" JSONB,
    "observedAt" TIMESTAMPTZ(3),
    "isDrifted" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "ServiceOnServer_pkey" PRIMARY KEY ("serviceId","serverId")
);

-- CreateTable
CREATE TABLE "EnvDocument" (
    "id" UUID NOT NULL,
    "serviceId" UUID NOT NULL,
    "serverId" UUID,
    "revision" INTEGER NOT NULL,
    "sealedText" BYTEA NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "authorId" TEXT NOT NULL,
    "authorName" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "EnvDocument_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "EnvVersion" (
    "id" UUID NOT NULL,
    "serviceId" UUID NOT NULL,
    "serverId" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "origin" "EnvOrigin" NOT NULL,
    "restoresNumber" INTEGER,
    "baseRevision" INTEGER,
    "overridesRevision" INTEGER,
    "sealedText" BYTEA NOT NULL,
    "sealedHash" BYTEA NOT NULL,
    "owner" TEXT NOT NULL,
    "group" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "authorId" TEXT NOT NULL,
    "authorName" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "EnvVersion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Rollout" (
    "id" UUID NOT NULL,
    "number" SERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "serviceId" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "state" "RolloutState" NOT NULL DEFAULT 'running',
    "strategy" JSONB NOT NULL,
    "definition" JSONB NOT NULL,
    "rollbackOfId" UUID,
    "currentBatch" INTEGER NOT NULL DEFAULT 0,
    "batchPassedAt" TIMESTAMPTZ(3),
    "createdById" TEXT NOT NULL,
    "createdByName" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMPTZ(3),
    "leaseOwner" TEXT,
    "leaseUntil" TIMESTAMPTZ(3),
    "leaseFence" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "Rollout_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RolloutTarget" (
    "id" UUID NOT NULL,
    "rolloutId" UUID NOT NULL,
    "serverId" UUID NOT NULL,
    "batch" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "state" "TargetState" NOT NULL DEFAULT 'pending',
    "step" TEXT NOT NULL DEFAULT '',
    "fromVersionId" UUID,
    "toVersionId" UUID NOT NULL,
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),
    "sealedEvidence" BYTEA,
    "checksPassed" INTEGER NOT NULL DEFAULT 0,
    "checksTotal" INTEGER NOT NULL DEFAULT 0,
    "problemCode" TEXT,
    "problemText" TEXT,

    CONSTRAINT "RolloutTarget_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RolloutEvent" (
    "rolloutId" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "serverId" UUID,
    "kind" TEXT NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "RolloutEvent_pkey" PRIMARY KEY ("rolloutId","seq")
);

-- CreateTable
CREATE TABLE "Command" (
    "id" UUID NOT NULL,
    "serverId" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "targetId" UUID,
    "sealedPayload" BYTEA NOT NULL,
    "payloadHash" BYTEA NOT NULL,
    "signature" BYTEA NOT NULL,
    "ttlMs" INTEGER NOT NULL,
    "state" "CommandState" NOT NULL DEFAULT 'queued',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAttemptAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "acceptedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),
    "result" TEXT,

    CONSTRAINT "Command_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuditEntry" (
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actorKind" TEXT NOT NULL,
    "actorId" TEXT,
    "actorName" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "result" TEXT NOT NULL,
    "objectKind" TEXT NOT NULL,
    "objectId" TEXT,
    "objectName" TEXT NOT NULL,
    "serverId" UUID,
    "address" TEXT,
    "reason" TEXT,
    "before" JSONB,
    "after" JSONB,
    "prevHash" BYTEA NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "AuditEntry_pkey" PRIMARY KEY ("seq")
);

-- CreateIndex
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");

-- CreateIndex
CREATE UNIQUE INDEX "Session_token_key" ON "Session"("token");

-- CreateIndex
CREATE INDEX "Session_userId_idx" ON "Session"("userId");

-- CreateIndex
CREATE INDEX "Account_userId_idx" ON "Account"("userId");

-- CreateIndex
CREATE INDEX "Verification_identifier_idx" ON "Verification"("identifier");

-- CreateIndex
CREATE UNIQUE INDEX "RateLimit_key_key" ON "RateLimit"("key");

-- CreateIndex
CREATE UNIQUE INDEX "FirstAdminLink_tokenHash_key" ON "FirstAdminLink"("tokenHash");

-- CreateIndex
CREATE UNIQUE INDEX "Invitation_tokenHash_key" ON "Invitation"("tokenHash");

-- CreateIndex
CREATE UNIQUE INDEX "ApiToken_tokenHash_key" ON "ApiToken"("tokenHash");

-- CreateIndex
CREATE UNIQUE INDEX "Enrolment_tokenHash_key" ON "Enrolment"("tokenHash");

-- CreateIndex
CREATE UNIQUE INDEX "Enrolment_serverId_key" ON "Enrolment"("serverId");

-- CreateIndex
CREATE UNIQUE INDEX "Server_name_key" ON "Server"("name");

-- CreateIndex
CREATE INDEX "Label_key_value_idx" ON "Label"("key", "value");

-- CreateIndex
CREATE UNIQUE INDEX "Service_name_key" ON "Service"("name");

-- CreateIndex
CREATE INDEX "ServiceOnServer_serverId_idx" ON "ServiceOnServer"("serverId");

-- CreateIndex
CREATE UNIQUE INDEX "EnvDocument_serviceId_serverId_revision_key" ON "EnvDocument"("serviceId", "serverId", "revision");

-- CreateIndex
CREATE UNIQUE INDEX "EnvVersion_serviceId_serverId_number_key" ON "EnvVersion"("serviceId", "serverId", "number");

-- CreateIndex
CREATE UNIQUE INDEX "Rollout_number_key" ON "Rollout"("number");

-- CreateIndex
CREATE INDEX "Rollout_state_idx" ON "Rollout"("state");

-- CreateIndex
CREATE INDEX "Rollout_serviceId_idx" ON "Rollout"("serviceId");

-- CreateIndex
CREATE INDEX "RolloutTarget_serverId_state_idx" ON "RolloutTarget"("serverId", "state");

-- CreateIndex
CREATE UNIQUE INDEX "RolloutTarget_rolloutId_serverId_key" ON "RolloutTarget"("rolloutId", "serverId");

-- CreateIndex
CREATE UNIQUE INDEX "Command_targetId_key" ON "Command"("targetId");

-- CreateIndex
CREATE INDEX "Command_state_nextAttemptAt_idx" ON "Command"("state", "nextAttemptAt");

-- CreateIndex
CREATE UNIQUE INDEX "Command_serverId_seq_key" ON "Command"("serverId", "seq");

-- CreateIndex
CREATE INDEX "AuditEntry_at_idx" ON "AuditEntry"("at");

-- CreateIndex
CREATE INDEX "AuditEntry_objectKind_objectId_idx" ON "AuditEntry"("objectKind", "objectId");

-- CreateIndex
CREATE INDEX "AuditEntry_actorId_idx" ON "AuditEntry"("actorId");

-- CreateIndex
CREATE INDEX "AuditEntry_serverId_idx" ON "AuditEntry"("serverId");

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Account" ADD CONSTRAINT "Account_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ApiToken" ADD CONSTRAINT "ApiToken_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Enrolment" ADD CONSTRAINT "Enrolment_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Label" ADD CONSTRAINT "Label_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ServiceOnServer" ADD CONSTRAINT "ServiceOnServer_serviceId_fkey" FOREIGN KEY ("serviceId") REFERENCES "Service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ServiceOnServer" ADD CONSTRAINT "ServiceOnServer_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ServiceOnServer" ADD CONSTRAINT "ServiceOnServer_appliedVersionId_fkey" FOREIGN KEY ("appliedVersionId") REFERENCES "EnvVersion"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EnvDocument" ADD CONSTRAINT "EnvDocument_serviceId_fkey" FOREIGN KEY ("serviceId") REFERENCES "Service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EnvDocument" ADD CONSTRAINT "EnvDocument_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EnvVersion" ADD CONSTRAINT "EnvVersion_serviceId_fkey" FOREIGN KEY ("serviceId") REFERENCES "Service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EnvVersion" ADD CONSTRAINT "EnvVersion_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Rollout" ADD CONSTRAINT "Rollout_serviceId_fkey" FOREIGN KEY ("serviceId") REFERENCES "Service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Rollout" ADD CONSTRAINT "Rollout_rollbackOfId_fkey" FOREIGN KEY ("rollbackOfId") REFERENCES "Rollout"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RolloutTarget" ADD CONSTRAINT "RolloutTarget_rolloutId_fkey" FOREIGN KEY ("rolloutId") REFERENCES "Rollout"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RolloutTarget" ADD CONSTRAINT "RolloutTarget_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RolloutTarget" ADD CONSTRAINT "RolloutTarget_fromVersionId_fkey" FOREIGN KEY ("fromVersionId") REFERENCES "EnvVersion"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RolloutTarget" ADD CONSTRAINT "RolloutTarget_toVersionId_fkey" FOREIGN KEY ("toVersionId") REFERENCES "EnvVersion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RolloutEvent" ADD CONSTRAINT "RolloutEvent_rolloutId_fkey" FOREIGN KEY ("rolloutId") REFERENCES "Rollout"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Command" ADD CONSTRAINT "Command_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Command" ADD CONSTRAINT "Command_targetId_fkey" FOREIGN KEY ("targetId") REFERENCES "RolloutTarget"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- By hand from here on: what Prisma cannot say.

-- The base of a service has no server, and PostgreSQL counts nulls as different: without this, two people could save the same revision.
CREATE UNIQUE INDEX "EnvDocument_base_revision_key" ON "EnvDocument"("serviceId", "revision") WHERE "serverId" IS NULL;

-- History is only ever added to.
CREATE FUNCTION refuse_change_of_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER "AuditEntry_append_only" BEFORE UPDATE OR DELETE ON "AuditEntry"
  FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history();
CREATE TRIGGER "AuditEntry_no_truncate" BEFORE TRUNCATE ON "AuditEntry"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history();
CREATE TRIGGER "RolloutEvent_no_update" BEFORE UPDATE ON "RolloutEvent"
  FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history();
CREATE TRIGGER "EnvVersion_no_update" BEFORE UPDATE OF "number", "sealedText", "sealedHash", "owner", "group", "mode" ON "EnvVersion"
  FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history();

ALTER TABLE "Server" ADD CONSTRAINT "Server_hue_check" CHECK ("hue" BETWEEN 1 AND 8);
ALTER TABLE "Server" ADD CONSTRAINT "Server_counters_check" CHECK ("commandSeq" >= 0 AND "epoch" >= 0);
ALTER TABLE "Service" ADD CONSTRAINT "Service_revision_check" CHECK ("revision" > 0);
ALTER TABLE "EnvDocument" ADD CONSTRAINT "EnvDocument_revision_check" CHECK ("revision" > 0);
ALTER TABLE "EnvVersion" ADD CONSTRAINT "EnvVersion_number_check" CHECK ("number" > 0);
ALTER TABLE "RolloutTarget" ADD CONSTRAINT "RolloutTarget_checks_check" CHECK ("checksPassed" BETWEEN 0 AND "checksTotal");
ALTER TABLE "RolloutTarget" ADD CONSTRAINT "RolloutTarget_batch_check" CHECK ("batch" >= 0 AND "position" >= 0);
ALTER TABLE "RolloutEvent" ADD CONSTRAINT "RolloutEvent_seq_check" CHECK ("seq" > 0);
ALTER TABLE "Command" ADD CONSTRAINT "Command_counters_check" CHECK ("seq" > 0 AND "ttlMs" > 0 AND "attempts" >= 0);
ALTER TABLE "AuditEntry" ADD CONSTRAINT "AuditEntry_seq_check" CHECK ("seq" > 0);
