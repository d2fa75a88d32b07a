-- AlterTable
ALTER TABLE "Server" ADD COLUMN     "policyFault" TEXT;
