-- CreateEnum
CREATE TYPE "ConversionPhase" AS ENUM ('before', 'forth', 'after', 'back', 'done');

-- CreateEnum
CREATE TYPE "ConversionState" AS ENUM ('running', 'paused', 'held', 'finished', 'stopped', 'taken_back');

-- CreateEnum
CREATE TYPE "ConversionStepState" AS ENUM ('waiting', 'running', 'done', 'failed');

-- CreateTable
CREATE TABLE "Conversion" (
    "id" UUID NOT NULL,
    "number" SERIAL NOT NULL,
    "title" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "phase" "ConversionPhase" NOT NULL DEFAULT 'before',
    "state" "ConversionState" NOT NULL DEFAULT 'running',
    "heldReason" TEXT,
    "sharedInstanceId" UUID NOT NULL,
    "policyServiceId" UUID NOT NULL,
    "serverIds" TEXT[],
    "plan" JSONB NOT NULL,
    "sealedEdits" BYTEA NOT NULL,
    "beforeWindow" JSONB,
    "afterWindow" JSONB,
    "before" JSONB,
    "after" JSONB,
    "measuringSince" TIMESTAMPTZ(3),
    "removesLocal" BOOLEAN NOT NULL DEFAULT false,
    "backPreparedAt" TIMESTAMPTZ(3),
    "createdById" TEXT NOT NULL,
    "createdByName" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Conversion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ConversionStep" (
    "conversionId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "isBack" BOOLEAN NOT NULL DEFAULT false,
    "serverId" UUID NOT NULL,
    "serviceId" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "state" "ConversionStepState" NOT NULL DEFAULT 'waiting',
    "rolloutId" UUID,
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ConversionStep_pkey" PRIMARY KEY ("conversionId","position")
);

-- CreateIndex
CREATE UNIQUE INDEX "Conversion_number_key" ON "Conversion"("number");

-- CreateIndex
CREATE INDEX "Conversion_state_idx" ON "Conversion"("state");

-- CreateIndex
CREATE INDEX "ConversionStep_rolloutId_idx" ON "ConversionStep"("rolloutId");

-- AddForeignKey
ALTER TABLE "ConversionStep" ADD CONSTRAINT "ConversionStep_conversionId_fkey" FOREIGN KEY ("conversionId") REFERENCES "Conversion"("id") ON DELETE CASCADE ON UPDATE CASCADE;
