-- DropIndex
DROP INDEX "Command_targetId_key";

-- AlterTable
ALTER TABLE "Command" ADD COLUMN     "overdueAt" TIMESTAMPTZ(3),
ADD COLUMN     "progressSeq" INTEGER NOT NULL DEFAULT -1;

-- CreateIndex
CREATE INDEX "Command_targetId_seq_idx" ON "Command"("targetId", "seq");

-- By hand from here on: what Prisma cannot say.

-- Two operators start a rollout of one service at the same moment: one wins, whatever the program overlooks.
CREATE UNIQUE INDEX "Rollout_one_under_way_per_service" ON "Rollout"("serviceId") WHERE "state" NOT IN ('finished', 'aborted');
-- A rollout is rolled back once, however often the button is pressed; a rollback that was aborted may be done again.
CREATE UNIQUE INDEX "Rollout_one_rollback" ON "Rollout"("rollbackOfId") WHERE "rollbackOfId" IS NOT NULL AND "state" <> 'aborted';
