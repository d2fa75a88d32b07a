-- CreateEnum
CREATE TYPE "ServiceKind" AS ENUM ('env', 'redis');

-- CreateEnum
CREATE TYPE "RedisKind" AS ENUM ('local', 'shared');

-- AlterTable
ALTER TABLE "Service" ADD COLUMN     "kind" "ServiceKind" NOT NULL DEFAULT 'env';

-- CreateTable
CREATE TABLE "RedisInstance" (
    "id" UUID NOT NULL,
    "kind" "RedisKind" NOT NULL,
    "serverId" UUID,
    "host" TEXT NOT NULL,
    "port" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "isNamed" BOOLEAN NOT NULL DEFAULT false,
    "isTls" BOOLEAN NOT NULL DEFAULT false,
    "username" TEXT NOT NULL DEFAULT '',
    "sealedPassword" BYTEA,
    "database" INTEGER NOT NULL DEFAULT 0,
    "ownLook" JSONB,
    "ownLookAt" TIMESTAMPTZ(3),
    "firstSeenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removedAt" TIMESTAMPTZ(3),

    CONSTRAINT "RedisInstance_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RedisLook" (
    "instanceId" UUID NOT NULL,
    "serverId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "look" JSONB NOT NULL,

    CONSTRAINT "RedisLook_pkey" PRIMARY KEY ("instanceId","serverId")
);

-- CreateTable
CREATE TABLE "RedisMinute" (
    "instanceId" UUID NOT NULL,
    "serverId" UUID NOT NULL,
    "minute" TIMESTAMPTZ(0) NOT NULL,
    "roundTrips" JSONB NOT NULL,
    "timeouts" INTEGER NOT NULL,
    "failures" INTEGER NOT NULL,
    "watchedMs" INTEGER NOT NULL,
    "connections" INTEGER,
    "sockets" INTEGER,
    "usedBytes" BIGINT,
    "opsPerSecond" DOUBLE PRECISION,
    "inputBytes" BIGINT,
    "outputBytes" BIGINT,
    "uptimeSeconds" INTEGER,

    CONSTRAINT "RedisMinute_pkey" PRIMARY KEY ("instanceId","serverId","minute")
);

-- CreateTable
CREATE TABLE "RedisSockets" (
    "serverId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "sockets" JSONB NOT NULL,

    CONSTRAINT "RedisSockets_pkey" PRIMARY KEY ("serverId")
);

-- CreateIndex
CREATE INDEX "RedisInstance_serverId_idx" ON "RedisInstance"("serverId");

-- CreateIndex
CREATE INDEX "RedisInstance_host_port_idx" ON "RedisInstance"("host", "port");

-- CreateIndex
CREATE INDEX "RedisMinute_minute_idx" ON "RedisMinute"("minute");

-- AddForeignKey
ALTER TABLE "RedisInstance" ADD CONSTRAINT "RedisInstance_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RedisLook" ADD CONSTRAINT "RedisLook_instanceId_fkey" FOREIGN KEY ("instanceId") REFERENCES "RedisInstance"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RedisLook" ADD CONSTRAINT "RedisLook_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RedisMinute" ADD CONSTRAINT "RedisMinute_instanceId_fkey" FOREIGN KEY ("instanceId") REFERENCES "RedisInstance"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RedisMinute" ADD CONSTRAINT "RedisMinute_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RedisSockets" ADD CONSTRAINT "RedisSockets_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- An address is one instance: of its server, or for all.
CREATE UNIQUE INDEX "RedisInstance_local_key" ON "RedisInstance" ("serverId", "host", "port") WHERE "serverId" IS NOT NULL AND "removedAt" IS NULL;
CREATE UNIQUE INDEX "RedisInstance_shared_key" ON "RedisInstance" ("host", "port") WHERE "serverId" IS NULL AND "removedAt" IS NULL;
