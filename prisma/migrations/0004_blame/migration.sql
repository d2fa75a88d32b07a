-- AlterTable
ALTER TABLE "EnvDocument" ADD COLUMN     "blame" JSONB;
