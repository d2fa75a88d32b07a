-- AlterTable
ALTER TABLE "Rollout" ADD COLUMN     "rollbackRequest" JSONB;
