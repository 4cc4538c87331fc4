-- AlterTable
ALTER TABLE "interactions" ADD COLUMN     "key" TEXT,
ADD COLUMN     "spent_hashes" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "sessions" ADD COLUMN     "grant_id" TEXT;

-- AlterTable
ALTER TABLE "trusted_devices" ADD COLUMN     "application_id" TEXT;

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "password_due_at" TIMESTAMPTZ(3),
ADD COLUMN     "profile" JSONB NOT NULL DEFAULT '{}';

-- CreateIndex
CREATE INDEX "interactions_key_idx" ON "interactions"("key");

-- CreateIndex
CREATE INDEX "interactions_spent_hashes_idx" ON "interactions" USING GIN ("spent_hashes");

-- CreateIndex
CREATE INDEX "sessions_grant_id_idx" ON "sessions"("grant_id");
