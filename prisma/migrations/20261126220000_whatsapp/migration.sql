-- AlterTable
ALTER TABLE "connectors" ADD COLUMN     "user_selectable" BOOLEAN NOT NULL DEFAULT false;
