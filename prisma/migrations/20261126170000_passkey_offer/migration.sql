-- AlterTable
ALTER TABLE "users" ADD COLUMN     "passkey_skipped_at" TIMESTAMPTZ(3);
